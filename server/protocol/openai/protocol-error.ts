import type { MiddlewareHandler } from "hono";
import { z } from "zod";

import type { AppEnv } from "#server/security/app-env.ts";
import { ProblemError } from "#server/security/problem.ts";

/** An error as OpenAI's clients read it. */
export interface ProtocolError {
  readonly message: string;
  readonly type: string;
  readonly param: string | null;
  readonly code: string | null;
}

const Problem = z.object({
  code: z.string(),
  title: z.string(),
  detail: z.string().optional(),
  fix: z.string().optional(),
  param: z.string().optional(),
});

/** Says every refusal below a path in the protocol's own shape, whichever part of the server refused. */
export function protocolErrors(): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    await next();
    if (!c.res.headers.get("content-type")?.startsWith("application/problem+json")) return;
    const found = Problem.parse(await c.res.json());
    const { headers } = c.res;
    const status = c.res.status === 422 ? 400 : c.res.status;
    const words = [found.detail ?? found.title, ...(found.fix === undefined ? [] : [found.fix])];
    const error = protocolError(status, {
      code: found.code,
      message: words.join(". "),
      ...(found.param !== undefined && { param: found.param }),
    });
    headers.set("content-type", "application/json");
    headers.delete("content-length");
    c.res = new Response(JSON.stringify({ error }), { status, headers });
  };
}

/** The error that goes with a status. */
export function protocolError(
  status: number,
  { code, message, param }: { code: string; message: string; param?: string },
): ProtocolError {
  return { message, type: typeOf(status), param: param ?? null, code };
}

function typeOf(status: number): string {
  if (status === 401) return "authentication_error";
  if (status === 429) return "rate_limit_error";
  return status >= 500 ? "server_error" : "invalid_request_error";
}

/** A request that cannot be done, for the route to throw; `param` names its field. */
export function refused(
  param: string,
  detail: string,
  { status = 400, code = "invalid_value" }: { status?: number; code?: string } = {},
): ProblemError {
  const found = { status, code, title: "The request does not fit", detail, param };
  return new ProblemError(found);
}

/** Checks a body. Throws a refusal that names the first field that does not fit. */
export function parseBody<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const param = z.core.toDotPath(issue?.path ?? []);
  const place = param === "" ? "The body" : `"${param}"`;
  throw refused(param, `${place} does not fit: ${issue?.message ?? "unknown"}`);
}
