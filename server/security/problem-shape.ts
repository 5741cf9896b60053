import type { MiddlewareHandler } from "hono";
import { z } from "zod";

import type { AppEnv } from "./app-env.ts";

const Problem = z.object({
  status: z.number(),
  code: z.string(),
  title: z.string(),
  detail: z.string().optional(),
  fix: z.string().optional(),
  param: z.string().optional(),
});
export type ToldProblem = z.infer<typeof Problem>;

/** An answer in the words of a protocol; without a status it keeps that of the problem. */
export interface ShapedProblem {
  readonly status?: number;
  readonly body: object;
}

/** Says every refusal below a path in a protocol's own shape, whichever part of the server refused. */
export function problemsAs(
  shape: (problem: ToldProblem, path: string) => ShapedProblem,
): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    await next();
    if (!c.res.headers.get("content-type")?.startsWith("application/problem+json")) return;
    const found = Problem.parse(await c.res.json());
    const { status = c.res.status, body } = shape(found, c.req.path);
    const { headers } = c.res;
    headers.set("content-type", "application/json");
    headers.delete("content-length");
    c.res = new Response(JSON.stringify(body), { status, headers });
  };
}

/** All that a problem says, in one text. */
export function problemInWords({ title, detail = title, fix }: ToldProblem): string {
  return fix === undefined ? detail : `${detail}. ${fix}`;
}
