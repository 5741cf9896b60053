import type { Context } from "hono";

import type { AppEnv } from "#server/security/app-env.ts";
import { readJson } from "#server/security/json-body.ts";
import type { StreamServices } from "#server/sse/stream-services.ts";
import { A2aError, asA2aError } from "./a2a-error.ts";
import { callMethod, type MethodContext } from "./methods.ts";
import { taskStream } from "./task-stream.ts";
import { askedVersion } from "./version.ts";

/** What a request over HTTP+JSON is called in JSON-RPC, and where its parameters stand. */
export interface RestCall {
  readonly method: string;
  readonly hasBody?: true;
  readonly query?: Readonly<Record<string, string>>;
}

/** Answers a request of the HTTP+JSON binding. */
export async function answerRest(
  c: Context<AppEnv>,
  streams: StreamServices,
  context: MethodContext,
  { method, hasBody, query = {} }: RestCall,
): Promise<Response> {
  try {
    requireCurrent(c);
    const params = hasBody === true ? merged(await readJson(c), query) : typed(query);
    const answered = await callMethod(method, params, context);
    if ("stream" in answered) {
      return await taskStream(c, streams, answered.stream, (update) => update);
    }
    return c.body(JSON.stringify(answered.value), 200, { "Content-Type": "application/a2a+json" });
  } catch (cause) {
    const error = asA2aError(cause);
    if (error === undefined) throw cause;
    return c.json(error.toRest(), error.status);
  }
}

/** This binding is spoken in 1.0 alone; a client that names no version is taken at its address. */
function requireCurrent(c: Context<AppEnv>): void {
  const isNamed = c.req.header("a2a-version") !== undefined;
  if (askedVersion(c) === "1.0" || !isNamed) return;
  throw new A2aError(
    "VERSION_NOT_SUPPORTED",
    "HTTP+JSON is spoken in A2A 1.0; use JSON-RPC for 0.3",
  );
}

/** What the address says counts, whatever the body says of it. */
function merged(body: unknown, query: Readonly<Record<string, string>>): unknown {
  const isPlain = typeof body !== "object" || body === null || Array.isArray(body);
  return isPlain || Object.keys(query).length === 0 ? body : { ...body, ...query };
}

const NUMBERS: ReadonlySet<string> = new Set(["pageSize", "historyLength"]);

/** A query's members as the schemas want them; what is no number or truth value stays text, to be refused. */
function typed(query: Readonly<Record<string, string>>): object {
  const members = Object.entries(query).map(
    ([key, text]) => [key, typedMember(key, text)] as const,
  );
  return Object.fromEntries<string | number | boolean>(members);
}

function typedMember(key: string, text: string): string | number | boolean {
  if (NUMBERS.has(key) && /^\d{1,10}$/.test(text)) return Number(text);
  if (key === "includeArtifacts" && /^(true|false)$/.test(text)) return text === "true";
  return text;
}
