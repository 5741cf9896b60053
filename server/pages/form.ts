import type { Context } from "hono";
import { z } from "zod";

import type { AppEnv } from "#server/security/app-env.ts";
import { ProblemError } from "#server/security/problem.ts";

/** Reads a posted form by its schema; a field left empty counts as absent. Throws ProblemError. */
export async function readForm<Schema extends z.ZodType>(
  c: Context<AppEnv>,
  schema: Schema,
): Promise<z.output<Schema>> {
  const body = await c.req.parseBody();
  const filled = Object.entries(body).filter(([, value]) => value !== "");
  const parsed = schema.safeParse(Object.fromEntries(filled));
  if (parsed.success) return parsed.data;
  throw new ProblemError({
    status: 422,
    code: "invalid_input",
    title: "The form does not fit",
    detail: z.prettifyError(parsed.error),
    fix: "Go back, fill in what is missing and send it again",
  });
}
