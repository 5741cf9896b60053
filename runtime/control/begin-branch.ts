import type { EventDraft, EventOf } from "#runtime/event/catalogue.ts";
import type { Json } from "#runtime/event/shared.ts";
import { readRun } from "#runtime/run-events.ts";
import type { ThreadState, TurnState } from "#runtime/state/thread-state.ts";
import type { Thread } from "#runtime/thread.ts";
import { inputOf } from "#runtime/state/turn-input.ts";
import { canonicalJson } from "#runtime/tool/canonical-hash.ts";
import { CommandError, type ControlServices } from "./command.ts";
import type { ForkOrigin } from "./fork-origin.ts";
import { showBranch } from "./select-branch.ts";
import { turnDrafts } from "./submit-turn.ts";

/** A branch that has begun, with its turn where it has one. */
export interface ForkedThread {
  readonly session_id: string;
  readonly thread_id: string;
  readonly turn_id?: string;
  readonly task_id?: string;
  readonly run_id?: string;
  readonly forked_from: {
    readonly thread_id: string;
    readonly sequence: number;
    readonly run_id?: string;
  };
  /** What its run took over and does not do again. */
  readonly reused: Reused;
  /** The sequence before its first event: a stream from there misses nothing. */
  readonly after: number;
}

/** Work of a run that is not done again. */
export interface Reused {
  readonly events: number;
  readonly model_steps: number;
  readonly tool_results: number;
}

/** What a new branch is to hold. */
export interface BranchPlan {
  readonly origin: ForkOrigin;
  /** What its turn says; absent in a branch without one. */
  readonly turn?: Omit<EventOf<"turn.submitted">["payload"], "idempotency_key">;
  readonly idempotency_key?: string | undefined;
}

/**
 * Begins a branch in one append, shows it in its session and lets its turn run. Sent again with the same key
 * it is the same branch; another plan under that key is a `conflict`. The origin goes on untouched.
 */
export async function beginBranch(
  plan: BranchPlan,
  services: ControlServices,
): Promise<ForkedThread> {
  const { threads, ids, queue } = services;
  const { origin, idempotency_key: key } = plan;
  const thread_id = ids.next("th");
  return threads.exclusive(`new:${key ?? thread_id}`, async () => {
    const before = await threads.findByKey(key);
    if (before !== undefined) return again(before, plan, services);
    const thread = await threads.fork(origin.thread, origin.sequence, thread_id, (forked_from) =>
      firstFacts(plan, forked_from, services),
    );
    await showBranch(thread, services, plan.turn === undefined ? {} : { archived: false });
    queue.wake(thread);
    return answerOf(thread, await thread.state());
  });
}

function firstFacts(
  { turn, idempotency_key }: BranchPlan,
  forked_from: NonNullable<ThreadState["forked_from"]>,
  { ids }: ControlServices,
): readonly EventDraft[] {
  const keyed = idempotency_key !== undefined && { idempotency_key };
  const started: EventDraft = { type: "thread.started", payload: { forked_from, ...keyed } };
  if (turn === undefined) return [started];
  const of = { turn_id: ids.next("t"), task_id: ids.next("task"), run_id: ids.next("r") };
  return [started, ...turnDrafts(of, { ...turn, ...keyed })];
}

/** The answer to a repeated fork. Another wish under the same key is a mistake, and not lost silently. */
async function again(
  thread: Thread,
  plan: BranchPlan,
  services: ControlServices,
): Promise<ForkedThread> {
  const state = await thread.state();
  const turn = ownTurn(state);
  if (!isSame(state, turn, plan)) {
    const message = `Something else was sent with the key "${plan.idempotency_key}", in the thread "${thread.thread_id}"; send this with a new key`;
    throw new CommandError("conflict", message, { thread_id: thread.thread_id });
  }
  // A crash may have come before the session showed the branch; a choice since then stays.
  const root = await services.threads.root(thread.session_id);
  const shown = (await root?.state())?.active_thread_id ?? root?.thread_id;
  if (shown === plan.origin.thread.thread_id) await showBranch(thread, services);
  return answerOf(thread, state);
}

/** The turn that the branch began with. */
function ownTurn({ turns, thread_id }: ThreadState): TurnState | undefined {
  return turns.find(({ run }) => run.thread_id === thread_id);
}

function isSame(
  { forked_from }: ThreadState,
  began: TurnState | undefined,
  { turn }: BranchPlan,
): boolean {
  if (forked_from === undefined) return false;
  if (turn === undefined || began === undefined) return turn === began;
  return canonicalJson(wishOfTurn(began)) === canonicalJson(wishOfPlan(turn));
}

/** What a turn that began a branch was meant to be. */
function wishOfTurn(turn: TurnState): Json {
  const { options, replaces = "", run } = turn;
  const { run_id = "", sequence = 0, changes = {}, effects = "" } = run.forked_from ?? {};
  return { input: inputOf(turn), options, replaces, run_id, sequence, changes, effects };
}

function wishOfPlan(turn: NonNullable<BranchPlan["turn"]>): Json {
  const { input, options, replaces = "", changes = {}, effects = "" } = turn;
  const { run_id, sequence } = turn.forked_from ?? { run_id: "", sequence: 0 };
  return { input, options, replaces, run_id, sequence, changes, effects };
}

async function answerOf(thread: Thread, state: ThreadState): Promise<ForkedThread> {
  const turn = ownTurn(state);
  const forked_from = state.forked_from ?? { thread_id: state.thread_id, sequence: 0 };
  const run = turn?.run.forked_from;
  return {
    session_id: state.session_id,
    thread_id: state.thread_id,
    ...(turn !== undefined && {
      turn_id: turn.turn_id,
      task_id: turn.task_id,
      run_id: turn.run_id,
    }),
    forked_from: { ...forked_from, ...(run !== undefined && { run_id: run.run_id }) },
    reused: turn === undefined ? NOTHING : await reusedBy(thread, turn),
    after: turn === undefined ? forked_from.sequence : turn.sequence - 1,
  };
}

const NOTHING: Reused = { events: 0, model_steps: 0, tool_results: 0 };

async function reusedBy(thread: Thread, { run }: TurnState): Promise<Reused> {
  if (run.forked_from === undefined) return NOTHING;
  const { sequence, reused } = run.forked_from;
  const { model_steps, tool_results } = reused;
  const events = (await readRun(thread.log, run)).filter(({ event }) => event.sequence <= sequence);
  return { events: events.length, model_steps, tool_results };
}
