import { z } from "zod";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { redactEvents } from "#runtime/replay/redact.ts";
import { emptyThread, fold } from "#runtime/state/fold.ts";
import { isTerminal } from "#runtime/state/run-queries.ts";
import type { RunState, ThreadState, TurnState } from "#runtime/state/thread-state.ts";
import type { Thread } from "#runtime/thread.ts";
import { CommandError, type ControlServices } from "./command.ts";
import { requireThread } from "./find-thread.ts";

const Id = z.string().min(1);

/** Which work is meant; the narrowest id counts. */
export const EvidenceScope = z.strictObject({
  session_id: Id.exactOptional(),
  thread_id: Id.exactOptional(),
  turn_id: Id.exactOptional(),
  task_id: Id.exactOptional(),
  run_id: Id.exactOptional(),
});
type EvidenceScope = z.output<typeof EvidenceScope>;

/** Events of a thread that one export reads at most: about a hundred megabytes. */
const MAX_EVENTS = 100_000;

/** The work that evidence is asked of, as the log tells it, and as it may leave. */
export interface ScopedWork {
  readonly thread: Thread;
  /** What names it in a reference: its run, or its thread up to an event. */
  readonly id: string;
  readonly through?: number;
  /** As they stand in the log. */
  readonly recorded: readonly RuntimeEvent[];
  /** Of the scope, without secrets; state and turns are folded from them. */
  readonly events: readonly RuntimeEvent[];
  readonly state: ThreadState;
  readonly turns: readonly TurnState[];
  /** The same runs with what was said of them since, such as that an output has expired. */
  readonly runsNow: readonly RunState[];
}

/** Finds the work of a scope. Throws a CommandError where there is none, or where it is too much at once. */
export async function requireWork(
  scope: EvidenceScope,
  services: ControlServices,
): Promise<ScopedWork> {
  const [kind, id] = narrowest(scope);
  const thread = await requireThread(services, kind, id);
  const known = await thread.state();
  const isWide = kind === "session" || kind === "thread";
  const named = known.turns.filter((turn) => isWide || isNamed(turn, id));
  const last = isWide ? lastOfRuns(known) : Math.max(0, ...named.map(lastOf));
  if (last > MAX_EVENTS) throw tooMuch(last);

  const recorded = (await thread.log.read(0, last)).map(({ event }) => event);
  const safe = redactEvents(recorded, services.secretValues);
  const state = safe.reduce(fold, emptyThread(known.session_id, known.thread_id));
  const runs = new Set(named.map(({ run_id }) => run_id));
  const events = isWide
    ? safe
    : safe.filter(({ run_id }) => run_id !== undefined && runs.has(run_id));
  const turns = state.turns.filter(({ run_id }) => runs.has(run_id));
  const [only] = turns;
  const isClosed = !isWide && only !== undefined && isTerminal(only.run.status);
  const name = isWide ? known.thread_id : (only?.run_id ?? id);
  const place = { thread, id: name, ...(!isClosed && { through: last }) };
  return { ...place, recorded, events, state, turns, runsNow: named.map(({ run }) => run) };
}

function narrowest(scope: EvidenceScope): readonly [kind: string, id: string] {
  const { run_id, turn_id, task_id, thread_id, session_id } = scope;
  if (run_id !== undefined) return ["run", run_id];
  if (turn_id !== undefined) return ["turn", turn_id];
  if (task_id !== undefined) return ["task", task_id];
  if (thread_id !== undefined) return ["thread", thread_id];
  if (session_id !== undefined) return ["session", session_id];
  const message = "Name the work by run_id, turn_id, task_id, thread_id or session_id";
  throw new CommandError("invalid_input", message);
}

function isNamed({ run_id, turn_id, task_id }: TurnState, id: string): boolean {
  return [run_id, turn_id, task_id].includes(id);
}

/** What is said of a thread behind its runs, such as an export, is no part of its work. */
function lastOfRuns({ turns, sequence }: ThreadState): number {
  return turns.length === 0 ? sequence : Math.max(...turns.map(lastOf));
}

function lastOf({ run }: TurnState): number {
  return run.last_sequence;
}

function tooMuch(events: number): CommandError {
  const message = `The work has ${events} events before its end, more than ${MAX_EVENTS} at once; use /runs/ID.jsonl`;
  return new CommandError("conflict", message, { events });
}
