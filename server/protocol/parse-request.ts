import { z } from "zod";

import { ProblemError } from "#server/security/problem.ts";

/** Checks a request of a protocol. Throws ProblemError with status 422 that names each field that does not fit. */
export function parseRequest<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
  fix: string,
): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ProblemError({
    status: 422,
    code: "invalid_input",
    title: "The request does not fit",
    detail: z.prettifyError(parsed.error).slice(0, MAX_DETAIL_CHARS),
    fix,
  });
}

const MAX_DETAIL_CHARS = 2_000;
