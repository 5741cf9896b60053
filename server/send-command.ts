import { text } from "node:stream/consumers";

import type { Json } from "#runtime/event/shared.ts";
import { isObject } from "#runtime/tool/json-object.ts";

/** A command waits for no run, so that an answer which takes longer will not come. */
const PATIENCE_MS = 60_000;

/** No server of this project answers, in words for whoever called it. */
export class UnreachableError extends Error {
  override name = "UnreachableError";
}

/** One request to the control plane; without a name it asks for the catalogue. */
export interface ControlCall {
  readonly url: URL;
  readonly token: string;
  readonly name?: string;
  readonly input: object;
}

/** Puts arguments and environment together. Throws RangeError that names what does not fit and the fix. */
export async function controlCall(
  given: {
    readonly name?: string | undefined;
    readonly input: string;
    readonly url?: string | undefined;
  },
  env: Readonly<Record<string, string | undefined>>,
): Promise<ControlCall> {
  const { UAR_HOST: host = "127.0.0.1", UAR_PORT: port = "4870", UAR_TOKEN: token = "" } = env;
  if (token === "") {
    throw new RangeError("UAR_TOKEN is not set: give the token that the server was started with");
  }
  const { name } = given;
  const url = addressOf(given.url ?? `http://${host}:${port}`);
  const input = inputOf(given.input === "-" ? await text(process.stdin) : given.input);
  return { url, token, input, ...(name !== undefined && { name }) };
}

/** Sends a command; the body is its result, or the problem for which the server refused it. */
export async function sendCommand({ url, token, name, input }: ControlCall): Promise<{
  readonly ok: boolean;
  readonly body: unknown;
}> {
  const place = new URL(
    name === undefined ? "/control" : `/control/${encodeURIComponent(name)}`,
    url,
  );
  const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const request: RequestInit = { headers, signal, redirect: "error" };
  const body = JSON.stringify(input);
  const sent =
    name === undefined
      ? request
      : {
          ...request,
          method: "POST",
          body,
          headers: { ...headers, "content-type": "application/json" },
        };
  try {
    const response = await fetch(place, sent);
    return { ok: response.ok, body: await response.json() };
  } catch (cause) {
    const message = `No UAR server answers at ${url.origin}: start one with "uar serve", or name its address with --url`;
    throw new UnreachableError(message, { cause });
  }
}

/** Throws RangeError for what is no address over HTTP. */
export function addressOf(address: string): URL {
  const url = URL.parse(address);
  if (url?.protocol === "http:" || url?.protocol === "https:") return url;
  throw new RangeError(
    `"${address}" is no address of a server; write one like http://127.0.0.1:4870`,
  );
}

function inputOf(json: string): object {
  let value: Json;
  try {
    // JSON.parse gives nothing but JSON values.
    value = JSON.parse(json) as Json;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new RangeError(`The input is not JSON: ${why}`, { cause });
  }
  if (isObject(value)) return value;
  throw new RangeError('The input is no JSON object; write one like \'{"thread_id": "th_1"}\'');
}
