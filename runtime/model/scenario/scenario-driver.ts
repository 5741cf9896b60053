import type { Clock } from "#runtime/services.ts";

import { type CurrentTurn, currentTurn } from "#runtime/model/current-turn.ts";
import type { ModelDriver, ModelRequest } from "#runtime/model/driver.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { summariseMarked } from "#runtime/model/offline/summarise.ts";
import { createPacer, type Pacer } from "#runtime/model/pacing.ts";
import { streamCall, streamTokens, tokensOf } from "#runtime/model/stream-tokens.ts";
import { generateTokens } from "./generate-tokens.ts";
import type { Scenario, ScenarioPass, ScenarioStep } from "./scenario-file.ts";

/**
 * A model that plays a script: pass i of the script answers the turn's request i, the last one all
 * further requests. What it says is a function of the request; only its pace depends on the clock.
 */
export function createScenarioDriver(scenario: Scenario, clock: Clock): ModelDriver {
  return {
    provider: "scenario",
    model: scenario.name,
    stream: (request, signal) =>
      request.purpose === undefined ? play(scenario, request, clock, signal) : summarise(request),
  };
}

/** What the steps of a pass share. */
interface Stage {
  readonly scenario: Scenario;
  readonly turn: CurrentTurn;
  readonly clock: Clock;
  readonly pacer: Pacer;
  readonly signal: AbortSignal;
}

async function* play(
  scenario: Scenario,
  request: ModelRequest,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<readonly NormalizedEvent[]> {
  const turn = currentTurn(request.messages);
  const pass = scenario.passes[Math.min(turn.pass, scenario.passes.length - 1)];
  if (pass === undefined) return;
  const stage = { scenario, turn, clock, pacer: createPacer(clock, signal), signal };
  const count = { tokens: 0, calls: 0 };
  for (const [index, step] of pass.steps.entries()) {
    if (!applies(step, turn)) continue;
    const seed = scenario.seed + turn.pass * 1000 + index;
    for await (const events of perform(step, stage, seed, count.calls)) {
      for (const event of events) {
        if (event.type === "tool_call_complete") count.calls += 1;
        else if (event.type !== "citation" && event.type !== "bundle") count.tokens += 1;
      }
      yield events;
      if (step.kind === "failure") return;
    }
  }
  yield [
    { type: "usage", usage: pass.usage ?? usageOf(request, count.tokens) },
    { type: "done", finish_reason: finishOf(pass, count.calls) },
  ];
}

/** A summary is asked for when it is asked for: no script foresees it. */
async function* summarise(request: ModelRequest): AsyncGenerator<readonly NormalizedEvent[]> {
  const text = summariseMarked(request);
  yield [
    { type: "message_delta", text },
    { type: "usage", usage: usageOf(request, tokensOf(text).length) },
    { type: "done", finish_reason: "stop" },
  ];
}

function applies(step: ScenarioStep, turn: CurrentTurn): boolean {
  if (step.when === undefined) return true;
  const failed = turn.latest.some((call) => call.result?.is_error !== false);
  return step.when === (failed ? "tools_failed" : "tools_succeeded");
}

async function* perform(
  step: ScenarioStep,
  stage: Stage,
  seed: number,
  callsBefore: number,
): AsyncGenerator<readonly NormalizedEvent[]> {
  const pace = step.pace ?? stage.scenario.pace;
  const { pacer, turn } = stage;
  switch (step.kind) {
    case "text":
      yield* streamTokens("message_delta", tokensOf(step.text), pacer, pace);
      break;
    case "reasoning":
      yield* streamTokens("reasoning_delta", tokensOf(step.reasoning), pacer, pace);
      break;
    case "generate": {
      const type = step.generate.lane === "text" ? "message_delta" : "reasoning_delta";
      yield* streamTokens(type, generateTokens(step.generate.tokens, seed), pacer, pace);
      break;
    }
    case "calls":
      for (const [index, call] of step.calls.entries()) {
        const id = `scripted_${turn.callCount + callsBefore + index + 1}`;
        const text = call.raw_arguments ?? JSON.stringify(call.arguments);
        yield* streamCall({ id, name: call.tool, arguments: text }, pacer, pace);
      }
      break;
    case "bundle":
      yield [toBundle(step.bundle)];
      break;
    case "citation":
      yield [toCitation(step.citation, turn)];
      break;
    case "failure":
      yield [toFailure(step.failure)];
      break;
    case "pause_ms":
      await stage.clock.sleep(step.pause_ms, stage.signal);
  }
}

type StepOf<Kind extends ScenarioStep["kind"]> = Extract<ScenarioStep, { kind: Kind }>;

function toBundle({ height, ...bundle }: StepOf<"bundle">["bundle"]): NormalizedEvent {
  return { type: "bundle", ...bundle, ...(height !== undefined && { height }) };
}

function toCitation(step: StepOf<"citation">["citation"], turn: CurrentTurn): NormalizedEvent {
  const { call, ...citation } = step;
  const id = call === undefined ? undefined : turn.calls[call - 1]?.id;
  return { type: "citation", citation: { ...citation, ...(id && { tool_call_id: id }) } };
}

function toFailure({ hint, ...failure }: StepOf<"failure">["failure"]): NormalizedEvent {
  return { type: "error", ...failure, ...(hint !== undefined && { hint }) };
}

/** A token is a word, as in everything that is scripted. */
function usageOf(request: ModelRequest, tokens: number) {
  const read = request.messages.map((message) => tokensOf(message.content).length);
  return { input_tokens: read.reduce((sum, count) => sum + count, 0), output_tokens: tokens };
}

function finishOf(pass: ScenarioPass, calls: number) {
  return pass.finish ?? (calls > 0 ? "tool_calls" : "stop");
}
