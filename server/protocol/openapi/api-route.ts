import type { Context } from "hono";
import { z } from "zod";

import type { AppEnv } from "#server/security/app-env.ts";
import { readJson } from "#server/security/json-body.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";

/** One operation of an API: what it takes and gives. */
export interface ApiOperation<
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
> {
  readonly method: "get" | "post" | "delete";
  /** As Hono writes it; in the table of one API, below its address. */
  readonly path: string;
  readonly operation_id: string;
  readonly summary: string;
  readonly query?: Query;
  /** JSON; a request without a body is read as `{}`. */
  readonly body?: Body;
  /** The media type of a body that is not JSON, which `run` reads itself. */
  readonly takes?: "multipart/form-data" | "application/yaml";
  /** What the answer's data is; absent where the answer is no JSON. */
  readonly answer?: z.ZodType;
  /** The media type of such an answer, which `run` writes itself. */
  readonly gives?:
    | "application/octet-stream"
    | "application/yaml"
    | "application/jsonl"
    | "text/event-stream";
}

/** An operation with its work: one table is its handler and its description alike. */
export interface ApiRoute<
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
> extends ApiOperation<Query, Body> {
  run(asked: Asked<z.output<Query>, z.output<Body>>, services: AppServices): Promise<object>;
}

/** A request to such an operation, read once. */
export interface Asked<Query, Body> {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
  readonly c: Context<AppEnv>;
}

/** Ties the schemas of an operation to its work, so that `run` gets what they describe. */
export function apiRoute<Query extends z.ZodType, Body extends z.ZodType>(
  route: ApiRoute<Query, Body>,
): ApiRoute<Query, Body> {
  return route;
}

/** Reads a request and does it. Throws ProblemError (422) that names what does not fit. */
export async function performRoute(
  route: ApiRoute,
  c: Context<AppEnv>,
  services: AppServices,
): Promise<object> {
  const { query, body } = route;
  const asked = {
    params: c.req.param(),
    query: query && fitting(query, c.req.query()),
    body: body && fitting(body, await jsonOrNothing(c)),
    c,
  };
  return route.run(asked, services);
}

async function jsonOrNothing(c: Context<AppEnv>): Promise<unknown> {
  if (c.req.header("content-type") === undefined) return {};
  return readJson(c);
}

function fitting(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ProblemError({
    status: 422,
    code: "invalid_input",
    title: "The input does not fit",
    detail: z.prettifyError(parsed.error),
  });
}
