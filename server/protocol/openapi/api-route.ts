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
  /** The pattern of the router, where it matches more than this path. */
  readonly route?: string;
  readonly operation_id: string;
  readonly summary: string;
  readonly query?: Query;
  /** JSON; a request without a body is read as `{}`. */
  readonly body?: Body;
  /** The media type of a body that is not JSON, which `run` reads itself; beside `body`, either is taken. */
  readonly takes?: "multipart/form-data" | "application/yaml" | "application/gzip";
  /** The field of a form that holds the file; `file` by itself. */
  readonly field?: string;
  /** What the answer's data is; absent where the answer is no JSON. */
  readonly answer?: z.ZodType;
  /** The media type of the answer's JSON, where it is one of its own. */
  readonly media?: string;
  /** The status of the answer; 200 by itself. */
  readonly status?: 201 | 202;
  /** What the data of one event is, where the answer is or may be a stream of them. */
  readonly streams?: z.ZodType;
  /** The media type of an answer that is neither. */
  readonly gives?: string;
}

/** The path of an operation with something in the place of each parameter. */
export function filledPath(path: string, fill: (name: string) => string): string {
  return path.replaceAll(PARAMETER, (_, name: string) => fill(name));
}

/** The names of a path's parameters. */
export function namesInPath(path: string): readonly string[] {
  return [...path.matchAll(PARAMETER)].map(([, name = ""]) => name);
}

/** Behind a slash alone: A2A has paths such as `message:send`. */
const PARAMETER = /(?<=\/):(\w+)/g;

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
  const { query, body, takes } = route;
  const isOther = takes !== undefined && c.req.header("content-type")?.startsWith(takes) === true;
  const asked = {
    params: c.req.param(),
    query: query && fitting(query, c.req.query()),
    body: isOther ? undefined : body && fitting(body, await jsonOrNothing(c)),
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
