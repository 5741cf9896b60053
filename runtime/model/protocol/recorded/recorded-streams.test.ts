import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { Random } from "#runtime/log/simulation/random.ts";
import { collapse } from "#runtime/model/answer-summary.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { createAnswerDecoder } from "#runtime/model/protocol/answer-decoder.ts";
import { objectOf } from "#runtime/model/protocol/json-access.ts";
import type { Protocol } from "#runtime/model/protocol/protocol.ts";
import { PROTOCOLS } from "#runtime/model/protocol/protocols.ts";
import { byteByByte, randomPieces } from "./cuts.ts";
import { differences } from "./differences.ts";
import { readRecordings } from "./node-recordings.ts";
import { ExpectedAnswer, OUR_PROTOCOLS, type Recording } from "./recording.ts";

const SHARED = new URL("../../../../../shared/data/streams/", import.meta.url);
const SHARED_COUNT = 306;
const OWN = new URL("./own/", import.meta.url);

/** Protocols that no driver of ours speaks. */
const OUT_OF_SCOPE: Readonly<Record<string, string>> = {
  "mcp-streamable-http": "an answer of a tool server, not of a model: read by the MCP client",
};

interface Dispute {
  readonly reason: string;
  /** What the bytes say instead. */
  readonly expected: Partial<ExpectedAnswer>;
}

const X_GROQ = "no usage is expected, but Groq does report it, as `x_groq.usage` of its last chunk";

/** Expectations that are argued with, with the reason; everything else of the recording must hold. */
const DISPUTED: Readonly<Record<string, Dispute>> = {
  "google/generate--google-stream-tool-call-array-arguments-missing-terminal-function-call": {
    reason: "its tool calls are not given: they are put together from the partial arguments here",
    expected: {
      toolCalls: [
        {
          id: null,
          name: "writeItems",
          args: JSON.stringify({
            operations: [
              {
                action: "add",
                description: "Fresh red apple",
                itemid: "apple_001",
                price: 0.5,
              },
              {
                action: "add",
                description: "Ripe yellow banana",
                itemid: "banana_001",
                price: 0.3,
              },
            ],
          }),
        },
      ],
    },
  },
  "groq/chat--chat-streaming-ev-content": {
    reason: X_GROQ,
    expected: {
      usage: {
        queue_time: 0.28245049,
        prompt_tokens: 18,
        prompt_time: 0.002698174,
        completion_tokens: 73,
        completion_time: 0.060833333,
        total_tokens: 91,
        total_time: 0.063531507,
      },
    },
  },
  "groq/chat--groq-model-thinking-part-iter": {
    reason: X_GROQ,
    expected: {
      usage: {
        queue_time: 0.056572745,
        prompt_tokens: 21,
        prompt_time: 0.011126655,
        completion_tokens: 988,
        completion_time: 3.426243708,
        total_tokens: 1009,
        total_time: 3.437370363,
      },
    },
  },
  "writer/completions--writer-streaming-completions-ev-content": {
    reason: "its frames are Writer's own and have no end: that must not pass for an empty answer",
    expected: { errors: ["The answer broke off before its end"] },
  },
  "groq/chat--groq-model-web-search-tool-stream": {
    reason: X_GROQ,
    expected: {
      usage: {
        queue_time: 0.235881,
        prompt_tokens: 5003,
        prompt_time: 0.330548,
        completion_tokens: 359,
        completion_time: 0.87677,
        total_tokens: 5362,
        total_time: 1.207319,
      },
    },
  },
};

const seed = Number(process.env["RECORDED_SEED"] ?? Date.now() % 1_000_000);
const RANDOM_CUTS = 3;

describe("own recordings", () => {
  test.for(byName(readRecordings(OWN)))("%s", expectAsRecorded);
});

const shared = readRecordings(SHARED);
// oxlint-disable-next-line no-console -- whoever runs the tests must see that most of them did not run
if (shared.length === 0) console.warn(`SKIPPED: no recorded streams at ${SHARED.pathname}`);

describe.skipIf(!existsSync(SHARED))("recorded streams", () => {
  test("all of them are in a protocol of ours or left out for a reason", () => {
    const strangers = shared.filter(({ protocol }) => !isOurs(protocol) && !OUT_OF_SCOPE[protocol]);

    expect(shared).toHaveLength(SHARED_COUNT);
    expect(strangers.map(({ name }) => name)).toEqual([]);
  });

  test("what is disputed was recorded", () => {
    const names = new Set(shared.map(({ name }) => name));

    expect(Object.keys(DISPUTED).filter((name) => !names.has(name))).toEqual([]);
  });

  test.for(byName(shared.filter(({ protocol }) => isOurs(protocol))))("%s", expectAsRecorded);
});

function expectAsRecorded([name, recording]: readonly [string, Recording]): void {
  const protocol = protocolOf(recording);
  const whole = decode(protocol, recording, [recording.bytes]);

  expect(differences(collapse(whole), expectationOf(recording))).toEqual([]);
  expect(whole.findIndex(isLast), "one end, at the end").toBe(whole.length - 1);
  expect(decode(protocol, recording, byteByByte(recording.bytes)), "byte by byte").toEqual(whole);
  const random = new Random(seed);
  for (let cut = 0; cut < RANDOM_CUTS; cut += 1) {
    const pieces = randomPieces(recording.bytes, random);
    expect(
      decode(protocol, recording, pieces),
      `cut ${cut} of ${name}, again with RECORDED_SEED=${seed}`,
    ).toEqual(whole);
  }
}

function byName(recordings: readonly Recording[]): readonly (readonly [string, Recording])[] {
  return recordings.map((recording) => [recording.name, recording]);
}

function isOurs(protocol: string): boolean {
  return protocol in OUR_PROTOCOLS;
}

function protocolOf({ protocol, name }: Recording): Protocol {
  const ours = OUR_PROTOCOLS[protocol];
  if (ours === undefined) throw new Error(`"${name}" is in "${protocol}", which nobody reads`);
  return PROTOCOLS[ours];
}

function expectationOf({ name, expected }: Recording): ExpectedAnswer {
  return ExpectedAnswer.parse({ ...objectOf(expected), ...DISPUTED[name]?.expected });
}

function decode(
  protocol: Protocol,
  { contentType, vendor }: Recording,
  pieces: readonly Uint8Array[],
): NormalizedEvent[] {
  const identity = { provider: vendor, baseUrl: "http://127.0.0.1:1" };
  const decoder = createAnswerDecoder(protocol, contentType, identity);
  const events: NormalizedEvent[] = [];
  for (const piece of pieces) events.push(...decoder.feed(piece));
  return [...events, ...decoder.end()];
}

function isLast({ type }: NormalizedEvent): boolean {
  return type === "done" || type === "error";
}
