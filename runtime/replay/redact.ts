import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { Secrets } from "#runtime/model/cassette/secrets.ts";
import { keysIn, namedSecrets, namedSecretsIn } from "./secret-patterns.ts";
import { pieceOf } from "./text-run.ts";

/**
 * Strikes out of events what must not leave: the secrets that the process knows, what looks like a key,
 * and what stands under a name like `authorization` in arguments and results, wherever it comes again,
 * also cut in two by the pieces of a stream. Lengths stay; a changed event says so in its `refs`.
 */
export function redactEvents(
  events: readonly RuntimeEvent[],
  known: readonly string[] = [],
): readonly RuntimeEvent[] {
  const streams = joinStreams(events);
  const texts = [...streams.values()].map((pieces) => pieces.map(({ text }) => text).join(""));
  const found = [...events.flatMap((event) => secretsIn(event)), ...texts.flatMap(keysIn)];
  const secrets = new Secrets([...known, ...found]);
  if (secrets.longest === 0) return events;
  const struck = strikeStreams(streams, secrets);
  return events.map((event) => strike(struck.get(event) ?? event, event, secrets));
}

/** Strikes the same out of a text that stands by itself. */
export function redactText(text: string, known: readonly string[] = []): string {
  return new Secrets([...known, ...keysIn(text), ...namedSecretsIn(text)]).strike(text);
}

interface StreamPiece {
  readonly event: RuntimeEvent;
  readonly text: string;
}

function joinStreams(events: readonly RuntimeEvent[]): ReadonlyMap<string, StreamPiece[]> {
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

function secretsIn(event: RuntimeEvent): readonly string[] {
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
  streams: ReadonlyMap<string, readonly StreamPiece[]>,
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
