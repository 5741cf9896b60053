import type { Clock } from "#runtime/services.ts";

import { currentTurn } from "#runtime/model/current-turn.ts";
import type { ModelDriver, ModelRequest } from "#runtime/model/driver.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { createPacer, type Pace, type Pacer } from "#runtime/model/pacing.ts";
import { streamCall, streamTokens, tokensOf } from "#runtime/model/stream-tokens.ts";
import type { AnswerPiece, PlannedCall } from "./offline-step.ts";
import { planStep } from "./plan.ts";

const PACE: Pace = { tokensPerSecond: 60, burst: 1 };

/**
 * The model that needs no key and no network: it looks things up with whatever tools are offered.
 * What it says is a function of the request; only its pace depends on the clock. A token is a word.
 */
export function createOfflineModel(clock: Clock, pace: Pace = PACE): ModelDriver {
  return {
    provider: "offline",
    model: "reader",
    stream: (request, signal) => speak(request, createPacer(clock, signal), pace),
  };
}

async function* speak(
  request: ModelRequest,
  pacer: Pacer,
  pace: Pace,
): AsyncGenerator<readonly NormalizedEvent[]> {
  const step = planStep(request);
  yield* streamTokens("reasoning_delta", tokensOf(step.thought), pacer, pace);
  if (step.kind === "call") yield* askFor(step.calls, request, pacer, pace);
  else yield* answer(step.pieces, pacer, pace);
  yield [
    { type: "usage", usage: usageOf(request, step) },
    { type: "done", finish_reason: step.kind === "call" ? "tool_calls" : "stop" },
  ];
}

async function* askFor(
  calls: readonly PlannedCall[],
  request: ModelRequest,
  pacer: Pacer,
  pace: Pace,
): AsyncGenerator<readonly NormalizedEvent[]> {
  const { callCount } = currentTurn(request.messages);
  for (const [index, call] of calls.entries()) {
    const id = `offline_${callCount + index + 1}`;
    const text = JSON.stringify(call.arguments);
    yield* streamCall({ id, name: call.name, arguments: text }, pacer, pace);
  }
}

async function* answer(
  pieces: readonly AnswerPiece[],
  pacer: Pacer,
  pace: Pace,
): AsyncGenerator<readonly NormalizedEvent[]> {
  for (const piece of pieces) {
    if (typeof piece === "string")
      yield* streamTokens("message_delta", tokensOf(piece), pacer, pace);
    else yield [{ type: "citation", citation: piece }];
  }
}

function usageOf(request: ModelRequest, step: ReturnType<typeof planStep>) {
  const read = request.messages.map((message) => tokensOf(message.content).length);
  const thought = tokensOf(step.thought).length;
  const said =
    step.kind === "call"
      ? step.calls.map((call) => tokensOf(JSON.stringify(call.arguments)).length)
      : step.pieces.map((piece) => (typeof piece === "string" ? tokensOf(piece).length : 0));
  return {
    input_tokens: sum(read),
    output_tokens: sum(said) + thought,
    reasoning_tokens: thought,
  };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
