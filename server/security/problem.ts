import type { Context, ErrorHandler, NotFoundHandler } from "hono";
import { HTTPException } from "hono/http-exception";

import { errorPage } from "#views/notice-page.ts";
import type { AppEnv } from "./app-env.ts";
import { arrival } from "./arrival.ts";
import { noticeResponse, wantsPage } from "./notice.ts";

/** What a client may know of a failure (RFC 9457). `detail` quotes the value, `fix` says what to do. */
export interface Problem {
  readonly status: number;
  /** Stable, in snake_case, for programs. */
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly fix?: string;
}

/** Thrown by a route for what a client did wrong; the error handler turns it into its answer. */
export class ProblemError extends Error {
  override name = "ProblemError";
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.detail ?? problem.title, options);
    this.problem = problem;
  }
}

/** The answer to a failed request: a small page for a person, problem+json for a program. */
export function problem(
  c: Context<AppEnv>,
  found: Problem,
  headers: Readonly<Record<string, string>> = {},
): Response | Promise<Response> {
  if (!wantsPage(c.req.header("accept"))) return problemJson(found, headers);
  return noticeResponse(c, found.status, (frame) => errorPage(frame, found), headers);
}

/** The same answer where there is no request to ask, as in a listener's own error handler. */
export function problemJson(
  { status, code, ...words }: Problem,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const body = JSON.stringify({ type: `urn:uar:problem:${code}`, status, code, ...words });
  return new Response(body, {
    status,
    headers: { "Content-Type": "application/problem+json", ...headers },
  });
}

/** The last word on an error: what we said on purpose goes out, the rest goes to `report` alone. */
export function lastErrorHandler(
  report: (error: Error, incident: string) => void,
): ErrorHandler<AppEnv> {
  return (error, c) => {
    if (error instanceof ProblemError) return problem(c, error.problem);
    if (error instanceof HTTPException && error.status < 500) {
      return problem(c, { status: error.status, code: "bad_request", title: "Bad request" });
    }
    if (hasHungUp(c)) return problem(c, { status: 400, code: "client_gone", title: "Client gone" });
    const incident = crypto.randomUUID();
    report(error, incident);
    return problem(c, {
      status: 500,
      code: "internal_error",
      title: "Something went wrong here",
      detail: `The server failed to answer; its log tells more under "${incident}"`,
      fix: "Try again, and report the incident number if it stays",
    });
  };
}

/** The answer for an address that no route knows. */
export const notFound: NotFoundHandler<AppEnv> = (c) =>
  problem(c, {
    status: 404,
    code: "not_found",
    title: "Nothing here",
    detail: `No page or API is at "${c.req.path}"`,
    fix: "Check the address, or start from the front page at /",
  });

/** A client that leaves while its request is read is no failure of ours. */
function hasHungUp(c: Context<AppEnv>): boolean {
  const { incoming } = arrival(c);
  return incoming !== undefined && incoming.destroyed && !incoming.complete;
}
