import type { ModelRequest } from "#runtime/model/driver.ts";
import type { RunContext } from "#runtime/run-context.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { Answer } from "./answer.ts";
import { coalesce } from "./coalesce.ts";
import type { Drafts } from "./drafts.ts";
import { runMessages } from "./messages.ts";
import type { LoopServices } from "./services.ts";

/** One turn of the model: what to tell it and how to stop it. */
export interface ModelTurn {
  readonly context: RunContext;
  readonly prompt: string;
  readonly run: RunState;
  readonly services: LoopServices;
  readonly signal: AbortSignal;
}

/**
 * PERFORM, the model's half: one request, its deltas, one end. Ends in `model.completed` or
 * `model.failed` whatever the driver does; an abort closes the provider's socket first.
 */
export async function* performModel(turn: ModelTurn): Drafts {
  const { run, signal } = turn;
  const { driver, clock, ids } = turn.services;
  const request = modelRequest(turn);
  const answer = new Answer({ driver, request, run, ids, signal });
  yield [answer.requested()];
  try {
    for await (const events of coalesce(driver.stream(request, signal), clock)) {
      const drafts = answer.read(events);
      if (drafts.length > 0) yield drafts;
    }
    yield [answer.ended()];
  } catch (cause) {
    yield [answer.broken(cause)];
  }
}

function modelRequest({ context, prompt, run }: ModelTurn): ModelRequest {
  return {
    messages: [
      { role: "system", content: prompt },
      ...context.messages,
      { role: "user", content: context.user_input },
      ...runMessages(run),
    ],
    tools: run.tools.map(({ name, description, input_schema }) => ({
      name,
      description,
      input_schema,
    })),
  };
}
