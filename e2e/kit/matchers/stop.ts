import type { Locator } from "@playwright/test";

import type { Chat } from "#e2e/kit/page/chat.ts";
import type { ScriptedModel } from "#e2e/kit/model/model-server.ts";
import type { ScriptedAnswer } from "#e2e/kit/model/scripted-answer.ts";
import { type Outcome, outcome } from "./outcome.ts";

export interface StopOptions {
  /** The model behind the chat, or the one answer of it that is to be stopped. */
  readonly model: Pick<ScriptedModel | ScriptedAnswer, "closedByClient">;
  /** Another button than the chat's. */
  readonly stop?: Locator;
  /** How else the answer is stopped, as by a key. */
  readonly by?: () => Promise<unknown>;
}

/** Stop reaches the model: its connection is closed within so many milliseconds of the press. */
export async function stopsUpstreamWithin(
  chat: Chat,
  ms: number,
  { model, stop = chat.stop, by }: StopOptions,
): Promise<Outcome> {
  const claim = `stop the model within ${ms} ms`;
  const closed = model.closedByClient().then(
    ({ at }) => at,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  if (by === undefined) await stop.click({ trial: true }); // until it can be pressed, nothing counts
  const pressed = performance.now();
  await (by ?? (() => stop.click()))();
  const timer = Promise.withResolvers<undefined>();
  const timeout = setTimeout(
    timer.resolve,
    Math.max(0, pressed + ms - performance.now()),
    undefined,
  );
  const at = await Promise.race([closed, timer.promise]);
  clearTimeout(timeout);
  if (at === undefined) return outcome(claim, [`its connection was open ${ms} ms after Stop`]);
  if (typeof at === "string") return outcome(claim, [at]);
  const took = Math.round(at - pressed);
  return outcome(claim, took <= ms ? [] : [`it took ${took} ms`]);
}
