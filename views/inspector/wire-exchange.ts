import { html, nothing, type TemplateResult } from "lit/html.js";

import { bytes } from "./quantity.ts";

/** Most bytes of one side that are shown. */
const SHOWN_BYTES = 64 * 1024;

/** One exchange with a provider, read from its recording. */
export interface WireExchange {
  /** Method and path. */
  readonly asked: string;
  readonly sent: string;
  /** Absent as long as no answer has come. */
  readonly status?: number;
  readonly received: Uint8Array;
  /** Why it ended, where it did not end well. */
  readonly trouble?: string;
}

/** Reads a recording, line by line: a head, chunks, an end. Lines of a newer kind are passed over. */
export function readExchanges(recording: string): readonly WireExchange[] {
  const exchanges: Draft[] = [];
  for (const line of recording.split("\n")) {
    const read = parse(line);
    if (read?.request !== undefined) exchanges.push({ head: read, chunks: [] });
    const last = exchanges.at(-1);
    const chunk = read === undefined ? undefined : bytesOf(read);
    if (chunk !== undefined) last?.chunks.push(chunk);
    if (read?.end !== undefined && last !== undefined) last.end = read;
  }
  return exchanges.map(toExchange);
}

/** The exchanges of one request, oldest first: exact texts, the first 64 KB of each. */
export function exchangesView(exchanges: readonly WireExchange[]): TemplateResult {
  return html`${exchanges.map(exchangeView)}`;
}

function exchangeView({ asked, sent, status, received, trouble }: WireExchange): TemplateResult {
  const answer = status === undefined ? "Nothing came back" : `Answer, ${status}`;
  return html`<h3>${asked}<small>${bytes(new TextEncoder().encode(sent).length)}</small></h3>
    <pre tabindex="0">${shown(new TextEncoder().encode(sent))}</pre>
    <h3>${answer}<small>${bytes(received.length)}</small></h3>
    ${received.length === 0 ? nothing : html`<pre tabindex="0">${shown(received)}</pre>`}
    ${trouble === undefined ? nothing : html`<p>${trouble}</p>`}`;
}

function shown(all: Uint8Array): string {
  const text = new TextDecoder().decode(all.subarray(0, SHOWN_BYTES));
  const rest = all.length - SHOWN_BYTES;
  return rest > 0 ? `${text}\n… and ${bytes(rest)} more` : text.trimEnd();
}

/** A line of a recording, as far as this view reads it. */
interface Line {
  readonly request?: { readonly method?: string; readonly path?: string; readonly body?: string };
  readonly response?: { readonly status?: number };
  readonly text?: string;
  readonly base64?: string;
  readonly end?: string;
  readonly error?: string;
}

interface Draft {
  readonly head: Line;
  readonly chunks: Uint8Array[];
  end?: Line;
}

function parse(line: string): Line | undefined {
  try {
    // Our own server's recording, each line of which is an object; every field is optional here.
    return JSON.parse(line) as Line;
  } catch {
    return undefined; // the last line of a running recording, or of one that was cut for its size
  }
}

function bytesOf({ text, base64 }: Line): Uint8Array | undefined {
  if (text !== undefined) return new TextEncoder().encode(text);
  return base64 === undefined ? undefined : Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}

function toExchange({ head, chunks, end }: Draft): WireExchange {
  const { method = "", path = "", body = "" } = head.request ?? {};
  const status = head.response?.status;
  const trouble = troubleOf(end);
  return {
    asked: `${method} ${path}`,
    sent: body,
    received: joined(chunks),
    ...(status !== undefined && { status }),
    ...(trouble !== undefined && { trouble }),
  };
}

function troubleOf(end: Line | undefined): string | undefined {
  if (end === undefined) return "It goes on";
  if (end.end === "cut") return "It was cut short on our side";
  return end.end === "broken"
    ? `The connection broke: ${end.error ?? "no reason given"}`
    : undefined;
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
