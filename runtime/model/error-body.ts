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
  const inner = [outer["error"], outer["message"], outer["detail"]].find(isRecord) ?? outer;
  const details = Array.isArray(inner["details"]) ? inner["details"].filter(isRecord) : [];
  const names = [inner, outer, inner["innererror"], ...details].flatMap(namesOf);
  const text = textOf(inner, outer);
  const wait = retryDelay(details) ?? waitInWords(text);
  const status = [inner, outer].flatMap(statusesOf).find(isFailure);
  return {
    ...(status !== undefined && { status }),
    names: [...new Set(names.map(plain))].join(" "),
    text,
    ...(wait !== undefined && { retryAfterMs: wait }),
  };
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

function textOf(inner: Record<string, unknown>, outer: Record<string, unknown>): string {
  const metadata = isRecord(inner["metadata"]) ? inner["metadata"] : {};
  const words = [inner["message"], inner["detail"], outer["error"], outer["message"]];
  const first = words.find(isText) ?? words.map(problems).find(isText);
  // OpenRouter says that somebody refused; who and why is what its provider said.
  const parts = [first, metadata["raw"], first === undefined ? inner["title"] : undefined];
  return parts.filter(isText).join(": ");
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

function waitInWords(text: string): number | undefined {
  const [, duration = ""] = /(?:try again|retry) in ((?:[\d.]+(?:ms|[smhd]))+)/i.exec(text) ?? [];
  return fromDuration(duration.replace(/\.$/, ""));
}

function statusesOf(value: Record<string, unknown>): readonly number[] {
  return [value["statusCode"], value["status_code"], value["status"], value["code"]].map(Number);
}

function isFailure(status: number): boolean {
  return Number.isInteger(status) && status >= 400 && status <= 599;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
