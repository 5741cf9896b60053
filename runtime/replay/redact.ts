import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { Secrets } from "#runtime/model/cassette/secrets.ts";
import {
  type FoundSecret,
  homesIn,
  keysIn,
  namedSecrets,
  namedSecretsIn,
  type SecretKind,
} from "./secret-patterns.ts";
import { pieceOf } from "./text-run.ts";

/** What was struck out for one reason, and in which events it stood. */
export interface Redaction {
  readonly kind: SecretKind;
  /** Sequences of the events, ascending. */
  readonly sequences: readonly number[];
}

export interface Redacted {
  readonly events: readonly RuntimeEvent[];
  /** In the order of `SecretKind`s; empty where nothing had to go. An event may stand in several. */
  readonly redactions: readonly Redaction[];
}

export interface RedactOptions {
  /** The secrets that the process knows. */
  readonly known?: readonly string[];
  /** Whether the names of home folders go too. */
  readonly homes?: boolean;
}

/**
 * Strikes out of events what must not leave: the secrets that the process knows, what looks like a key,
 * and what stands under a name like `authorization` in arguments and results, wherever it comes again,
 * also cut in two by the pieces of a stream. Lengths stay; a changed event says so in its `refs`.
 */
export function redactEvents(
  events: readonly RuntimeEvent[],
  known: readonly string[] = [],
): readonly RuntimeEvent[] {
  return redact(events, { known }).events;
}

/** The same, with an account of what went: how it was recognised, and where it stood. */
export function redact(
  events: readonly RuntimeEvent[],
  { known = [], homes = false }: RedactOptions = {},
): Redacted {
  const streams = joinStreams(events);
  const found = secretsOf(events, streams, homes);
  const values = found.map(({ value }) => value);
  const struck = strikeAll(events, streams, [...known, ...values]);
  if (struck === events) return { events, redactions: [] };
  const named = found.filter(({ value }) => !known.includes(value));
  const all = [...known.map((value) => ({ kind: "known", value }) as const), ...named];
  const redactions = KINDS.flatMap((kind) => {
    const own = all.filter((secret) => secret.kind === kind).map(({ value }) => value);
    const after = strikeAll(events, streams, own);
    const sequences = events
      .filter((event, at) => after[at] !== event)
      .map(({ sequence }) => sequence);
    return sequences.length === 0 ? [] : [{ kind, sequences }];
  });
  return { events: struck, redactions };
}

const KINDS: readonly SecretKind[] = [
  "known",
  "key",
  "header",
  "url_password",
  "private_key",
  "home",
];

type Streams = ReadonlyMap<string, readonly StreamPiece[]>;

function secretsOf(
  events: readonly RuntimeEvent[],
  streams: Streams,
  homes: boolean,
): readonly FoundSecret[] {
  const texts = [...streams.values()].map((pieces) => pieces.map(({ text }) => text).join(""));
  const secrets = [...events.flatMap((event) => secretsIn(event)), ...texts.flatMap(keysIn)];
  if (!homes) return secrets;
  const payloads = events.map(({ payload }) => JSON.stringify(payload));
  return [...secrets, ...[...payloads, ...texts].flatMap(homesIn)];
}

/** The events without these secrets: the same array where none stands in them. */
function strikeAll(
  events: readonly RuntimeEvent[],
  streams: Streams,
  values: readonly string[],
): readonly RuntimeEvent[] {
  const secrets = new Secrets(values);
  if (secrets.longest === 0) return events;
  const struck = strikeStreams(streams, secrets);
  const after = events.map((event) => strike(struck.get(event) ?? event, event, secrets));
  return after.every((event, at) => event === events[at]) ? events : after;
}

/** Strikes the same out of a text that stands by itself. */
export function redactText(text: string, known: readonly string[] = []): string {
  const found = [...keysIn(text), ...namedSecretsIn(text)].map(({ value }) => value);
  return new Secrets([...known, ...found]).strike(text);
}

interface StreamPiece {
  readonly event: RuntimeEvent;
  readonly text: string;
}

function joinStreams(events: readonly RuntimeEvent[]): Streams {
  const streams = new Map<string, StreamPiece[]>();
  for (const event of events) {
    const piece = pieceOf(event);
    if (piece === undefined) continue;
    const stream = streams.get(piece.kind) ?? [];
    stream.push({ event, text: piece.text });
    streams.set(piece.kind, stream);
  }
  return streams;
}

function secretsIn(event: RuntimeEvent): readonly FoundSecret[] {
  const { type, payload } = event;
  const inText = keysIn(JSON.stringify(payload));
  switch (type) {
    case "tool.started":
    case "action.required":
      return [...inText, ...namedSecrets(payload.arguments)];
    case "tool.result":
      return [
        ...inText,
        ...namedSecrets(payload.output.details),
        ...namedSecretsIn(payload.output.content),
      ];
    case "hook.completed":
      return [...inText, ...namedSecrets(payload.updated_input)];
    case "model.completed":
      return [...inText, ...payload.tool_calls.flatMap((call) => namedSecretsIn(call.arguments))];
    default:
      return inText;
  }
}

/** Events whose text held a part of a secret, with stars in its place. */
function strikeStreams(
  streams: Streams,
  secrets: Secrets,
): ReadonlyMap<RuntimeEvent, RuntimeEvent> {
  const struck = new Map<RuntimeEvent, RuntimeEvent>();
  for (const pieces of streams.values()) {
    const chunks = pieces.map(({ text }) => ({ ms: 0, bytes: Buffer.from(text) }));
    const safe = secrets.strikeChunks(chunks);
    if (safe === chunks) continue;
    for (const [at, { event, text }] of pieces.entries()) {
      const safeText = Buffer.from(safe[at]?.bytes ?? []).toString();
      if (safeText !== text) struck.set(event, withText(event, safeText));
    }
  }
  return struck;
}

function withText(event: RuntimeEvent, text: string): RuntimeEvent {
  const field = event.type === "model.delta" && "refusal" in event.payload ? "refusal" : "text";
  // Only the text of a piece changes, so the event stays one of its class.
  return { ...event, payload: { ...event.payload, [field]: text } } as RuntimeEvent;
}

function strike(event: RuntimeEvent, original: RuntimeEvent, secrets: Secrets): RuntimeEvent {
  const json = JSON.stringify(event);
  const safe = secrets.strike(json);
  if (safe === json && event === original) return original;
  // Stars in the place of some letters leave the JSON what it was.
  const read = JSON.parse(safe) as RuntimeEvent;
  return { ...read, refs: { ...read.refs, redacted: "secrets" } };
}
