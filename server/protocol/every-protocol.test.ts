import { expect, test } from "vitest";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { randomRun, type RecordedRun } from "./testing/random-run.ts";
import { CLIENTS, type Told } from "./testing/told-by.ts";

const RUNS = 200;

test("200 random runs are told alike through every protocol, each with one end of its own", async () => {
  const met = new Set<string>();
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const run = await randomRun(seed);
    for (const trait of traitsOf(run)) met.add(trait);
    for (const [client, read] of Object.entries(CLIENTS)) {
      const told = await read(run);
      expect({ seed, client, ...told }).toEqual({ seed, client, ...factsOf(run, client, told) });
    }
  }
  expect([...met].toSorted()).toEqual(TRAITS);
}, 120_000);

/** What these runs have to show between them, or the test says less than it seems to. */
const TRAITS = [
  "allowed",
  "cancelled",
  "completed",
  "crashed",
  "cut short",
  "denied",
  "failed",
  "of unknown outcome",
  "refused",
  "taken back",
  "tool failed",
];

function traitsOf({ turn: { run }, events }: RecordedRun): readonly string[] {
  const decisions = run.approvals.map(({ decision }) => decision);
  const traits: Readonly<Record<string, boolean>> = {
    [run.status]: true,
    allowed: decisions.includes("allow_once"),
    crashed: run.recovery !== undefined,
    "cut short": outcomeOf(run) === "length" || outcomeOf(run) === "content_filter",
    denied: decisions.includes("deny"),
    "of unknown outcome": run.approvals.some(({ about }) => about !== undefined),
    refused: run.parts.some((part) => part.kind === "text" && part.refusal === true),
    "taken back": events.some(isTakenBack),
    "tool failed": run.calls.some(({ status }) => status === "error"),
  };
  return Object.keys(traits).filter((trait) => traits[trait]);
}

function isTakenBack(event: RuntimeEvent): boolean {
  return event.type === "model.failed" && event.payload.discarded !== undefined;
}

/** What the log says of a run, as far as this client tells it. */
function factsOf(run: RecordedRun, client: string, told: Told): Told {
  const { parts, calls } = run.turn.run;
  const said = wordsOf(run, client);
  const results = calls.flatMap(({ tool_call_id, status, output, error }) => {
    // The SDK's word for it has no room for the reason.
    if (status === "denied" && client === "AI SDK UI") return [[tool_call_id, "denied"]];
    const result = output?.content ?? error?.message;
    return result === undefined ? [] : [[tool_call_id, result]];
  });
  const thought = parts.map((part) => (part.kind === "reasoning" ? part.text : "")).join("");
  return {
    words: said.words,
    ...(told.reasoning !== undefined && { reasoning: said.reasoning ?? thought }),
    ...(told.results !== undefined && { results: Object.fromEntries(results) }),
    ends: [ENDS[client]?.[outcomeOf(run.turn.run)] ?? "unheard of"],
  };
}

function wordsOf({ turn, events }: RecordedRun, client: string): Pick<Told, "words" | "reasoning"> {
  if (client === "OpenAI Chat, streamed") return everSaid(events);
  const texts = turn.run.parts.filter((part) => part.kind === "text");
  // The protocol has a place of its own for refusals.
  const inOrder =
    client === "OpenAI Chat" ? [...texts.filter(isPlain), ...texts.filter(isRefusal)] : texts;
  return { words: inOrder.map(({ text }) => text).join("") };
}

/** All words, also those that were taken back: a stream of that protocol cannot do so. */
function everSaid(events: readonly RuntimeEvent[]): Pick<Told, "words" | "reasoning"> {
  const deltas = events.flatMap((event) => (event.type === "model.delta" ? [event.payload] : []));
  const thoughts = events.flatMap((event) =>
    event.type === "reasoning.delta" ? [event.payload.text] : [],
  );
  const texts = deltas.map(({ text = "" }) => text);
  const refusals = deltas.map(({ refusal = "" }) => refusal);
  return { words: [...texts, ...refusals].join(""), reasoning: thoughts.join("") };
}

function isRefusal({ refusal }: { readonly refusal?: true }): boolean {
  return refusal === true;
}

function isPlain({ refusal }: { readonly refusal?: true }): boolean {
  return refusal !== true;
}

const OUTCOMES = ["stop", "length", "content_filter", "failed", "cancelled"] as const;
type Outcome = (typeof OUTCOMES)[number];

function outcomeOf({ run_id, status, steps }: RunState): Outcome {
  const reason = status === "completed" ? (steps.at(-1)?.finish_reason ?? "stop") : status;
  const known = OUTCOMES.find((outcome) => outcome === reason);
  if (known === undefined) throw new Error(`"${run_id}" ends with "${reason}"`);
  return known;
}

/** The word of each protocol for each outcome. */
const ENDS: Readonly<Record<string, Readonly<Record<Outcome, string>>>> = {
  "the lanes": ends("completed", "completed", "completed", "failed", "cancelled"),
  "AI SDK UI": ends("stop", "length", "content-filter", "error", "abort"),
  "AG-UI": ends(
    "RUN_FINISHED success",
    "RUN_FINISHED success",
    "RUN_FINISHED success",
    "RUN_ERROR",
    "RUN_FINISHED cancelled",
  ),
  "A2A, streamed": taskEnds(),
  "A2A, asked": taskEnds(),
  "Agent Protocol": ends(
    'completed "completed"',
    'completed "completed"',
    'completed "completed"',
    'completed "failed"',
    'completed "cancelled"',
  ),
  "Pluto, streamed": ends("stop", "stop", "stop", "error", "cancelled"),
  "OpenAI Chat": ends("stop", "length", "content_filter", "failed", "cancelled"),
  "OpenAI Chat, streamed": ends("stop", "length", "content_filter", "error", "error"),
  "OpenAI Responses": ends(
    "response.completed",
    "response.incomplete",
    "response.incomplete",
    "response.failed",
    "response.incomplete",
  ),
};

function taskEnds() {
  const done = "TASK_STATE_COMPLETED";
  return ends(done, done, done, "TASK_STATE_FAILED", "TASK_STATE_CANCELED");
}

function ends(
  stop: string,
  length: string,
  content_filter: string,
  failed: string,
  cancelled: string,
): Readonly<Record<Outcome, string>> {
  return { stop, length, content_filter, failed, cancelled };
}
