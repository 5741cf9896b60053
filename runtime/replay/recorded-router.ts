import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { Candidate, ModelRef } from "#runtime/event/routing.ts";
import type { ModelInfo } from "#runtime/model/routing/model-facts.ts";
import type { Health, Route, RoutedModel, Router } from "#runtime/model/routing/model-router.ts";
import type { Obstacle } from "#runtime/model/routing/obstacle.ts";
import { findRun } from "#runtime/state/run-queries.ts";
import type { Cursor } from "./cursor.ts";
import { recordedDriver } from "./recorded-driver.ts";
import type { RecordedSettings } from "./recorded-settings.ts";

/**
 * Routes as it was recorded: who could answer depended on how providers did in other runs, which this
 * recording does not hold. Why it was this model, and what follows from it, is the loop's own work.
 */
export function recordedRouter(cursor: Cursor, settings: RecordedSettings): Router {
  return {
    fullName: (name) => (isAsked(cursor, settings, name) ? settings.fullName : (name ?? "")),
    route: () => recordedRoute(cursor),
    facts: (ref) => recordedFacts(ref, cursor),
  };
}

/** Whether a name is one that the recorded run asked for. */
function isAsked(cursor: Cursor, { agent }: RecordedSettings, name: string | undefined): boolean {
  const turn = cursor.state.turns.find(({ run_id }) => run_id === cursor.recording.run_id);
  return name === undefined || name === agent.model || name === turn?.options.model;
}

function recordedRoute(cursor: Cursor): Route {
  const end = cursor.ahead.findIndex(({ type }) => type === "model.requested");
  const facts = end === -1 ? cursor.ahead : cursor.ahead.slice(0, end);
  const news = facts.find((event) => event.type === "routing.candidates.resolved");
  const run = findRun(cursor.state, cursor.recording.run_id);
  const candidates = news?.payload.candidates ?? run?.routing?.candidates ?? [];
  const models = candidates
    .filter(({ eligible }) => eligible)
    .map((known) => routed(known, cursor));
  const obstacle = obstacleOf(candidates[0], facts);
  return { candidates, models, ...(obstacle !== undefined && { obstacle }) };
}

function obstacleOf(first: Candidate | undefined, facts: Cursor["ahead"]): Obstacle | undefined {
  const impossible = facts.find((event) => event.type === "routing.not_possible")?.payload;
  if (impossible !== undefined) {
    const { reason, error, missing = [] } = impossible;
    const [need] = missing;
    return {
      code: error?.code ?? "routing",
      reason,
      ...(error?.hint !== undefined && { hint: error.hint }),
      ...(need !== undefined && { missing: need }),
    };
  }
  return first?.reason === undefined ? undefined : { code: "recorded", reason: first.reason };
}

function routed({ provider, model, context_window }: Candidate, cursor: Cursor): RoutedModel {
  const ref = { provider, model };
  const { info } = recordedFacts(ref, cursor);
  const known: ModelInfo = {
    ...info,
    ...(context_window !== undefined && { limit: { context: context_window } }),
  };
  return {
    ...ref,
    driver: recordedDriver(ref, cursor),
    health: recordedHealth(cursor),
    info: known,
  };
}

function recordedFacts({ provider, model }: ModelRef, cursor: Cursor): Pick<RoutedModel, "info"> {
  for (const event of cursor.ahead) {
    if (event.type !== "cost.recorded" && event.type !== "cost.estimated") continue;
    const { price, ...use } = event.payload;
    const isThis = use.provider === provider && use.model === model;
    if (isThis && price !== undefined) return { info: { cost: price } };
  }
  return {};
}

/** What was recorded next, beside what a request is announced with in the same append. */
function afterNews({ ahead, recording }: Cursor): RuntimeEvent | undefined {
  return ahead.find(({ run_id, type }) => run_id === recording.run_id && !NEWS.has(type));
}

const NEWS: ReadonlySet<string> = new Set([
  "run.status",
  "limit.changed",
  "task.profile.resolved",
  "routing.candidates.resolved",
  "routing.decided",
  "routing.single_candidate",
  "context.compaction.started",
]);

/** How a provider did for all runs of its time shows in what was recorded next. */
function recordedHealth(cursor: Cursor): Health {
  return {
    msLeft: () => 0,
    admit: () => afterNews(cursor)?.type === "model.requested",
    admitRetry: () => {
      const title = cursor.next?.type === "run.status" ? cursor.next.payload.title : "";
      const seconds = /^Waits (\d+) s: /.exec(title)?.[1];
      return seconds === undefined ? undefined : Number(seconds) * 1_000;
    },
    resume: () => {
      return cursor.next?.type === "run.status" && cursor.next.payload.phase === "perform";
    },
    settle: () => {},
    abandon: () => {},
  };
}
