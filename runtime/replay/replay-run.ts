import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { EventSink } from "#runtime/sink.ts";
import type { LoopServices } from "#runtime/pmpo/services.ts";
import { loop } from "#runtime/pmpo/loop.ts";
import type { Clock } from "#runtime/services.ts";
import { attemptOf } from "#runtime/recovery/attempt.ts";
import { contextOf } from "#runtime/run-queue.ts";
import { Cursor } from "./cursor.ts";
import { Diverged, type Divergence } from "./divergence.ts";
import { isDecidedByLoop } from "./loop-facts.ts";
import { recordedClock, until } from "./recorded-clock.ts";
import { recordedHooks } from "./recorded-hooks.ts";
import { recordedIds } from "./recorded-ids.ts";
import { recordedResults } from "./recorded-results.ts";
import { recordedRouter } from "./recorded-router.ts";
import { recordedSettings } from "./recorded-settings.ts";
import { recordedToolbox } from "./recorded-toolbox.ts";
import { type Recording, RecordingError } from "./recording.ts";

/** What came of running a recorded run again. `events` were compared. */
export interface ReplayResult {
  readonly run_id: string;
  readonly verdict: "same" | "diverged";
  readonly events: number;
  /** Where the loop came to its end by itself; else the recording ends before. */
  readonly isWhole: boolean;
  readonly divergence?: Divergence;
}

export interface ReplayOptions {
  /** Parts in place of the recorded ones: what would have happened with another agent or policy. */
  readonly changed?: Partial<Pick<LoopServices, "agent" | "policy">>;
  /** The time of here and now: how long the loop may wait for what was not recorded. */
  readonly clock: Pick<Clock, "sleep">;
}

/** A replay waits for nothing outside, so one that stands still for this long stands still for ever. */
const PATIENCE_MS = 10_000;

/**
 * Runs the loop once more with everything that it cannot know by itself taken from the recording, and
 * compares each event that it writes. Nothing is asked, run or written outside.
 */
export async function replayRun(
  recording: Recording,
  options: ReplayOptions,
): Promise<ReplayResult> {
  checkHistory(recording);
  const first = await attempt(recording, options, new Set());
  const late = unseenBefore(recording, first.divergence);
  if (late.size === 0) return first;
  const second = await attempt(recording, options, late);
  const isFarther = (second.divergence?.sequence ?? Infinity) > (first.divergence?.sequence ?? 0);
  return isFarther ? second : first;
}

async function attempt(
  recording: Recording,
  options: ReplayOptions,
  unseen: ReadonlySet<number>,
): Promise<ReplayResult> {
  const cursor = new Cursor(recording, unseen);
  const over = new AbortController();
  const followed = follow(cursor, options);
  const divergence = await Promise.race([followed, stalled(cursor, options, over.signal)]);
  over.abort();
  cursor.release(new Error("The replay is over"));
  return {
    run_id: recording.run_id,
    verdict: divergence === undefined ? "same" : "diverged",
    events: cursor.compared,
    isWhole: recording.isWhole,
    ...(divergence !== undefined && { divergence }),
  };
}

async function follow(cursor: Cursor, options: ReplayOptions): Promise<Divergence | undefined> {
  const services = { ...recordedServices(cursor), ...options.changed };
  try {
    do await runLoop(cursor, services);
    while (cursor.restart());
  } catch (cause) {
    if (cause instanceof Diverged) return cause.divergence;
    return broken(cursor, cause);
  }
  const { next } = cursor;
  if (next === undefined) return undefined;
  const { sequence, type, payload } = next;
  return { sequence, reason: "missing", type, path: "", recorded: { type, payload } };
}

async function runLoop(cursor: Cursor, services: LoopServices): Promise<void> {
  if (cursor.isCutOff) return;
  const { recording, state } = cursor;
  const turn = state.turns.find(({ run_id }) => run_id === recording.run_id);
  if (turn === undefined) return;
  const sink: EventSink = {
    append: async () => [],
    state: async () => cursor.planned,
    until: async (condition, signal) => {
      await until(cursor, signal, () => condition(cursor.state));
      return cursor.state;
    },
  };
  const recorded = await recordedResults(recording);
  const context = attemptOf({ ...contextOf(state, turn), recorded }, turn.run);
  for await (const drafts of loop(context, sink, services, cursor.signal)) {
    for (const draft of drafts) {
      if (!cursor.isCutOff) cursor.accept(draft);
    }
    if (!cursor.isCutOff) continue;
    cursor.release(new Error("The recording ends here"));
    return;
  }
}

function recordedServices(cursor: Cursor): LoopServices {
  const settings = recordedSettings(cursor);
  return {
    agent: settings.agent,
    settings: settings.agent.settings,
    policy: settings.policy,
    notes: settings.notes,
    router: recordedRouter(cursor, settings),
    toolbox: recordedToolbox(cursor),
    hooks: recordedHooks(cursor),
    clock: recordedClock(cursor),
    ids: recordedIds(cursor.recording),
  };
}

/** A later turn of which the earlier ones are missing would ask another question. */
function checkHistory({ events, run_id }: Recording): void {
  const [first] = events;
  if (first === undefined || first.sequence === 1) return;
  const context = events.find(
    (event) => event.run_id === run_id && event.type === "context.resolved",
  );
  if (context?.type === "context.resolved" && context.payload.message_count === 0) return;
  throw new RecordingError(
    `The recording begins at event ${first.sequence}, and the run "${run_id}" goes on from earlier ones; export the whole thread`,
  );
}

/**
 * What comes from outside just before a plan may have come while the plan was made: the log tells the
 * order of writing, not of looking.
 */
function unseenBefore(
  { events, run_id }: Recording,
  divergence: Divergence | undefined,
): ReadonlySet<number> {
  const isOwn = (event: RuntimeEvent) => event.run_id === run_id && isDecidedByLoop(event);
  const at = events.findIndex(({ sequence }) => sequence === divergence?.sequence);
  const planAt = events.findLastIndex((event, place) => {
    return place <= at && event.type === "run.status" && event.payload.phase === "plan";
  });
  // A pass is looked back on in the append of the next plan.
  const isWithPlan = (event: RuntimeEvent) =>
    event.type === "run.status" && event.payload.phase === "observe";
  const before = events.findLastIndex((event, place) => {
    return place < planAt && isOwn(event) && !isWithPlan(event);
  });
  const outside = planAt === -1 || before === -1 ? [] : events.slice(before + 1, planAt);
  return new Set(outside.map(({ sequence }) => sequence));
}

async function stalled(
  cursor: Cursor,
  { clock }: ReplayOptions,
  over: AbortSignal,
): Promise<Divergence | undefined> {
  await clock.sleep(PATIENCE_MS, over).catch(() => {});
  const event = cursor.next ?? cursor.last;
  if (event === undefined) return undefined;
  const { sequence, type, payload } = event;
  return { sequence, reason: "stalled", type, path: "", recorded: { type, payload } };
}

function broken(cursor: Cursor, cause: unknown): Divergence {
  const event = cursor.next ?? cursor.last;
  if (event === undefined) throw cause;
  const { sequence, type, payload } = event;
  const message = cause instanceof Error ? cause.message : String(cause);
  return {
    sequence,
    reason: "broken",
    type,
    path: "",
    recorded: { type, payload },
    replayed: message,
  };
}
