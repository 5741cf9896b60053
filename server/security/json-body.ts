import type { Context } from "hono";

import type { AppEnv } from "./app-env.ts";
import { ProblemError } from "./problem.ts";

/** How deep JSON from outside may nest; deeper values overflow the stack when written again. */
export const MAX_JSON_DEPTH = 64;

/**
 * The parsed JSON body of a request, for a zod schema to check.
 * Throws ProblemError: 415 for another content type, 400 for bytes that are not UTF-8 or not JSON.
 */
export async function readJson(c: Context<AppEnv>): Promise<unknown> {
  const type = c.req.header("content-type") ?? "";
  if (!isJson(type)) {
    throw new ProblemError({
      status: 415,
      code: "unsupported_media_type",
      title: "Body is not JSON",
      detail: `The body has the content type ${quote(type)}`,
      fix: "Send Content-Type: application/json in UTF-8",
    });
  }
  return parseJson(decode(await c.req.arrayBuffer()));
}

/** Parses JSON that nests at most `maxDepth` deep. Throws ProblemError with status 400. */
export function parseJson(text: string, maxDepth: number = MAX_JSON_DEPTH): unknown {
  if (isDeeper(text, maxDepth)) {
    throw badJson(`The JSON nests deeper than ${maxDepth} levels`, "Send flatter data");
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw badJson(`The body is not JSON: ${quote(text)}`, "Send one JSON value", cause);
  }
}

function isJson(contentType: string): boolean {
  const [type = "", ...parameters] = contentType.toLowerCase().split(";");
  const charset = parameters.find((parameter) => parameter.trim().startsWith("charset="));
  const isUtf8 = charset === undefined || /charset="?utf-?8"?\s*$/.test(charset);
  return isUtf8 && /^application\/(?:[a-z0-9.+-]+\+)?json$/.test(type.trim());
}

function decode(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw badJson("The body is not valid UTF-8", "Encode the JSON as UTF-8", cause);
  }
}

/** One pass over the text, so that a hostile body costs no more than its length. */
function isDeeper(text: string, maxDepth: number): boolean {
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (isInString) {
      if (char === BACKSLASH) at += 1;
      else if (char === QUOTE) isInString = false;
    } else if (char === QUOTE) isInString = true;
    else if (char === OPEN_BRACKET || char === OPEN_BRACE) depth += 1;
    else if (char === CLOSE_BRACKET || char === CLOSE_BRACE) depth -= 1;
    if (depth > maxDepth) return true;
  }
  return false;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

const QUOTED_CHARS = 40;

function quote(value: string): string {
  return JSON.stringify(value.length > QUOTED_CHARS ? `${value.slice(0, QUOTED_CHARS)}…` : value);
}

function badJson(detail: string, fix: string, cause?: unknown): ProblemError {
  return new ProblemError(
    { status: 400, code: "bad_json", title: "Bad JSON", detail, fix },
    { cause },
  );
}
