import { parsedJson } from "./protocol/json-access.ts";
import { fromDuration } from "./retry-after.ts";

/** What an error object says, in whichever of the vendors' shapes. */
export interface ErrorBody {
  readonly status?: number;
  /** Codes and types in lower case with underscores, for matching. */
  readonly names: string;
  /** The vendor's own words; empty where it has none. */
  readonly text: string;
  readonly retryAfterMs?: number;
}

/**
 * Reads the error objects of OpenAI, Anthropic, Google, Azure, Mistral, Cohere, Ollama, FastAPI and
 * the servers that resemble them: nested under `error`, flat, or with plain text inside.
 */
export function readErrorBody(body: unknown): ErrorBody {
  // Google wraps a stream's error in a list.
  const outer: unknown = Array.isArray(body) ? body[0] : body;
  if (!isRecord(outer)) return { names: "", text: "" };
  const levels = levelsOf(outer);
  const details = levels.flatMap((level) => listOf(level["details"]).filter(isRecord));
  const names = [...levels, levels[0]?.["innererror"], ...details].flatMap(namesOf);
  const text = textOf(levels);
  const wait = retryDelay(details) ?? waitInWords(text);
  const status = levels.flatMap(statusesOf).find(isFailure);
  return {
    ...(status !== undefined && { status }),
    names: [...new Set(names.map(plain))].join(" "),
    text,
    ...(wait !== undefined && { retryAfterMs: wait }),
  };
}

/** Gateways put the error that they were given into their own; deeper than this none was seen. */
const MAX_LEVELS = 4;

/** An error object and the ones within, the innermost first: that one knows best. */
function levelsOf(outer: Record<string, unknown>): readonly Record<string, unknown>[] {
  const levels: Record<string, unknown>[] = [];
  let next: Record<string, unknown> | undefined = outer;
  while (next !== undefined && levels.length < MAX_LEVELS) {
    levels.unshift(next);
    const { error, errors, message, detail }: Record<string, unknown> = next;
    next = [error, errors, listOf(errors)[0], message, detail].map(recordIn).find(isRecord);
  }
  return levels;
}

/** Some gateways' sentence is the JSON that they were given. */
function recordIn(value: unknown): unknown {
  return isText(value) && /^\s*\{/.test(value) ? parsedJson(value) : value;
}

/** Parses a body that should hold an error object. A page of a proxy says nothing a person needs. */
export function parseErrorBody(body: string): ErrorBody {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "string" ? { names: "", text: value } : readErrorBody(value);
  } catch {
    const isPage = /^\s*</.test(body);
    return { names: "", text: isPage ? "" : body.trim() };
  }
}

function namesOf(value: unknown): readonly string[] {
  if (!isRecord(value)) return [];
  const { code, type, status, error_type, __type, reason } = value;
  return [code, type, status, error_type, __type, reason].filter(isText);
}

/** "RateLimitReached", "RATE-LIMIT" and "rate.limit" are one word in three spellings. */
function plain(name: string): string {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, "$1_$2")
    .replaceAll(/[^A-Za-z\d]+/g, "_")
    .toLowerCase();
}

function textOf(levels: readonly Record<string, unknown>[]): string {
  const said = levels.flatMap(wordsIn);
  const first = said.find(isText) ?? said.map(problems).find(isText);
  const raw = levels.map(({ metadata }) => (isRecord(metadata) ? metadata["raw"] : undefined));
  const cause = raw.filter(isText).map((text) => parseErrorBody(text).text || text)[0];
  const title =
    first === undefined ? levels.map((level) => level["title"]).find(isText) : undefined;
  // OpenRouter says that somebody refused; who and why is what its provider said.
  return [first, cause, title].filter(isText).join(": ");
}

/** Where an error object may have its sentence, the most telling place first. */
function wordsIn(level: Record<string, unknown>): readonly unknown[] {
  const { message, Message, detail, error, errors, msg, error_msg } = level;
  return [message, Message, detail, error, listOf(errors)[0], msg, error_msg];
}

/** FastAPI lists what is wrong with the fields of a request. */
function problems(detail: unknown): string | undefined {
  if (!Array.isArray(detail)) return undefined;
  const lines = detail.filter(isRecord).flatMap(({ msg, loc }) => {
    const place = Array.isArray(loc) ? loc.filter((part) => part !== "body").join(".") : "";
    return isText(msg) ? [place === "" ? msg : `${place}: ${msg}`] : [];
  });
  return lines.length === 0 ? undefined : lines.join("; ");
}

/** google.rpc.RetryInfo. */
function retryDelay(details: readonly Record<string, unknown>[]): number | undefined {
  const delay = details.map((detail) => detail["retryDelay"]).find(isText);
  return delay === undefined ? undefined : fromDuration(delay);
}

const WAIT =
  /(?:try again|retry|wait)(?: in| after| for)? ((?:\d+(?:\.\d+)?(?:ms|[smhd]))+|\d+ (?:second|minute|hour))/i;

function waitInWords(text: string): number | undefined {
  const [, duration = ""] = WAIT.exec(text) ?? [];
  return fromDuration(duration.replace(/ ([smh]).*/, "$1"));
}

function statusesOf(value: Record<string, unknown>): readonly number[] {
  return [value["statusCode"], value["status_code"], value["status"], value["code"]].map(Number);
}

function isFailure(status: number): boolean {
  return Number.isInteger(status) && status >= 400 && status <= 599;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
