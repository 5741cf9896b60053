import { z } from "zod";

import { ProblemError } from "#server/security/problem.ts";
import {
  problemInWords,
  type ShapedProblem,
  type ToldProblem,
} from "#server/security/problem-shape.ts";

/** An error as OpenAI's clients read it. */
export interface ProtocolError {
  readonly message: string;
  readonly type: string;
  readonly param: string | null;
  readonly code: string | null;
}

/** How a refusal is said below `/v1`. */
export function openaiProblem(problem: ToldProblem): ShapedProblem {
  const status = problem.status === 422 ? 400 : problem.status;
  const { code, param } = problem;
  const message = problemInWords(problem);
  const error = protocolError(status, { code, message, ...(param !== undefined && { param }) });
  return { status, body: { error } };
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
