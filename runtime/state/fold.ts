import type { EventOf, RuntimeEvent } from "#runtime/event/catalogue.ts";
import { boundaryOf } from "./fold-boundary.ts";
import { foldClientResults } from "./fold-client-results.ts";
import { foldForked } from "./fold-fork.ts";
import { foldExpired } from "./fold-output.ts";
import { foldQueue } from "./fold-queue.ts";
import { foldRecords, NO_RECORDS } from "./fold-records.ts";
import { foldRun } from "./fold-run.ts";
import { isReadable, newTurn } from "./new-turn.ts";
import type { ThreadState, TurnState } from "./thread-state.ts";

/** A thread before its first event. */
export function emptyThread(session_id: string, thread_id: string): ThreadState {
  return {
    session_id,
    thread_id,
    sequence: 0,
    title: "",
    pinned: false,
    archived: false,
    created_at: "",
    updated_at: "",
    turns: [],
    queue: [],
    allowances: [],
    ...NO_RECORDS,
  };
}

/**
 * A thread after one more event. The only way that state comes to be (R3): the loop, the page,
 * a reload and a replay all fold the same log. An event of an unknown class, or of a version that
 * came later, changes nothing.
 */
export function fold(state: ThreadState, event: RuntimeEvent): ThreadState {
  const placed: ThreadState = {
    ...state,
    sequence: event.sequence,
    created_at: state.created_at === "" ? event.timestamp : state.created_at,
    updated_at: isHousekeeping(event) ? state.updated_at : event.timestamp,
  };
  if (!isReadable(event)) return placed;
  return foldClass({ ...placed, ...foldRecords(state, event) }, event);
}

/** Nobody has done anything in the thread: a child does it in its own, and what broke does nothing. */
function isHousekeeping({ type, run_id }: RuntimeEvent): boolean {
  if (type === "output.expired" || type === "subagent.status" || type === "runtime.error")
    return true;
  return type === "evidence.changed" && run_id === undefined;
}

function foldClass(placed: ThreadState, event: RuntimeEvent): ThreadState {
  switch (event.type) {
    case "session.created":
      return foldCreated(placed, event);
    case "session.updated": {
      const { title, pinned, archived } = placed;
      const { active_thread_id, ...payload } = event.payload;
      return {
        ...placed,
        title: payload.title ?? title,
        pinned: payload.pinned ?? pinned,
        archived: payload.archived ?? archived,
        ...(active_thread_id !== undefined && { active_thread_id }),
      };
    }
    case "thread.started":
      return foldForked(placed, event);
    case "thread.updated":
      return foldVisibility(placed, event);
    case "turn.submitted": {
      const { aside: _, ...going } = placed;
      const turns = foldClientResults(placed.turns, event);
      return { ...going, turns: [...turns, newTurn(placed, event)] };
    }
    case "queue.changed":
      return foldQueue(placed, event);
    case "policy.changed":
      return withoutAllowances(placed, event);
    case "output.expired":
      return { ...placed, turns: foldExpired(placed.turns, event) };
    case "context.compaction.completed":
      return foldTurn({ ...placed, ...boundaryOf(placed, event) }, event);
    case "action.resolved":
      return foldTurn(withAllowance(placed, event), event);
    default:
      return foldTurn(placed, event);
  }
}

/** The first word on where a thread comes from counts: what it brought along says nothing of here. */
function foldCreated(state: ThreadState, { payload }: EventOf<"session.created">): ThreadState {
  const imported = state.imported ?? payload.imported;
  const title = payload.title ?? state.title;
  return { ...state, title, ...(imported !== undefined && { imported }) };
}

function foldVisibility(state: ThreadState, event: EventOf<"thread.updated">): ThreadState {
  const { hidden: _, ...shown } = state;
  return event.payload.status === "hidden" ? { ...shown, hidden: true } : shown;
}

function foldTurn(state: ThreadState, event: RuntimeEvent): ThreadState {
  const index = indexOfTurn(state.turns, event);
  const turn = state.turns[index];
  if (turn === undefined) return state;
  return { ...state, turns: state.turns.with(index, { ...turn, run: foldRun(turn.run, event) }) };
}

/** The turn of an event's run; one of another runtime may name the turn alone, or a second run of it. */
function indexOfTurn(
  turns: readonly TurnState[],
  { run_id, turn_id }: Pick<RuntimeEvent, "run_id" | "turn_id">,
): number {
  if (run_id === undefined && turn_id === undefined) return -1;
  const index = turns.findLastIndex((turn) => turn.run_id === run_id);
  return index === -1 ? turns.findLastIndex((turn) => turn.turn_id === turn_id) : index;
}

/** A person took back what they had allowed; words of other policies are no words about a session. */
function withoutAllowances(state: ThreadState, event: EventOf<"policy.changed">): ThreadState {
  const { policy, removed = [] } = event.payload;
  if (policy !== "session") return state;
  return {
    ...state,
    allowances: state.allowances.filter((tool) => !removed.includes(`allow ${tool}`)),
  };
}

/** "Allow in session" holds for every later call of the same tool in this thread's session. */
function withAllowance(state: ThreadState, event: EventOf<"action.resolved">): ThreadState {
  if (event.payload.decision !== "allow_session") return state;
  const tool = state.turns
    .flatMap((turn) => turn.run.approvals)
    .find((approval) => approval.action_id === event.action_id)?.tool;
  if (tool === undefined || state.allowances.includes(tool)) return state;
  return { ...state, allowances: [...state.allowances, tool] };
}
