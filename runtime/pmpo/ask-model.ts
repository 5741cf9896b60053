import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { ModelRequest } from "#runtime/model/driver.ts";
import type { ModelError } from "#runtime/model/normalized-event.ts";
import type { RoutedModel } from "#runtime/model/routing/model-router.ts";
import type { Answer } from "./answer.ts";
import { hasAttachments, withContents } from "./attached-contents.ts";
import { coalesce } from "./coalesce.ts";
import type { Drafts } from "./drafts.ts";
import type { ModelTurn } from "./perform-model.ts";
import { costEstimated, costRecorded, limitFacts } from "./spending-facts.ts";

/** One request to a model and how it is heard out: an answer, or what is no answer. */
export type Exchange = Pick<Answer, keyof Answer>;

/** What is asked, of whichever model. */
export interface Asking {
  /** What is to be said first, in the same append. */
  readonly news: readonly EventDraft[];
  /** Of the request, estimated. */
  readonly tokens: number;
  /** The request anew for each try; `attempt` counts from 1. */
  readonly exchange: (model: RoutedModel, attempt: number) => Exchange;
}

/** Drafts, and at the end the failure that another model may not share. */
type Asked = AsyncGenerator<readonly EventDraft[], ModelError | undefined, undefined>;

/**
 * Asks one model, and again after a failure that may pass, as its provider's health allows (D9).
 * Each try is a step of its own in the log and ends in `model.completed` or `model.failed`, whatever
 * the driver does. Answers with a failure only where the model has not begun to speak.
 */
export async function* askModel(
  turn: ModelTurn,
  model: RoutedModel,
  { news, tokens, exchange }: Asking,
): Asked {
  if (!model.health.admit()) {
    yield news;
    return unavailable(model);
  }
  for (let attempt = 1; ; attempt += 1) {
    const answer = exchange(model, attempt);
    const requested = await answer.requested();
    yield attempt === 1
      ? [...news, requested, costEstimated(model, answer.step_id, tokens)]
      : [status("Asking the model again"), requested];
    yield* listen(turn, model, answer);

    const { failure } = answer;
    if (failure === undefined || answer.hasSpoken) return undefined;
    const wait = model.health.admitRetry(failure, attempt);
    if (wait === undefined) return failure;
    yield [waiting(failure, wait)];
    if (!(await isOver(turn, wait))) return undefined;
    if (!model.health.resume()) return failure;
  }
}

/** Reads one answer to its end; an abort closes the provider's socket first. */
async function* listen(turn: ModelTurn, model: RoutedModel, answer: Exchange): Drafts {
  const { signal, services } = turn;
  let isSettled = false;
  try {
    const request = onWire(turn, answer);
    const whole = hasAttachments(request)
      ? await withContents(request, { store: services.files, info: model.info })
      : request;
    const events = model.driver.stream(whole, signal);
    for await (const batch of coalesce(events, services.clock)) {
      const drafts = answer.read(batch);
      if (drafts.length > 0) yield drafts;
    }
    if (!signal.aborted) model.health.settle(answer.failure);
    isSettled = !signal.aborted;
    yield [...answer.ended(), ...spent(model, answer)];
  } catch (cause) {
    yield answer.broken(cause);
  } finally {
    if (!isSettled) model.health.abandon();
  }
}

/** The request with the place where its bytes are kept, where there is one. */
function onWire({ run, services }: ModelTurn, { request, step_id }: Exchange): ModelRequest {
  if (services.wire === undefined) return request;
  return { ...request, wire: services.wire.tap({ run_id: run.run_id, step_id }) };
}

function spent(model: RoutedModel, answer: Exchange): readonly EventDraft[] {
  const { failure, step_id, usage, isComplete } = answer;
  if (failure !== undefined) return limitFacts(model, step_id, failure);
  return isComplete ? [costRecorded(model, step_id, usage)] : [];
}

/** Waits; false when the run was stopped meanwhile. */
async function isOver({ services, signal }: ModelTurn, ms: number): Promise<boolean> {
  try {
    await services.clock.sleep(ms, signal);
    return true;
  } catch (reason) {
    if (signal.aborted) return false;
    throw reason;
  }
}

function waiting({ message }: ModelError, ms: number): EventDraft {
  return status(`Waits ${Math.ceil(ms / 1000)} s: ${message}`);
}

function status(title: string): EventDraft {
  return { type: "run.status", payload: { status: "running", phase: "perform", title } };
}

/** Another run has just found out that the provider does not answer, or is finding out. */
function unavailable({ provider }: RoutedModel): ModelError {
  const message = `${provider} does not answer`;
  return { type: "error", code: "breaker_open", message, retryable: true };
}
