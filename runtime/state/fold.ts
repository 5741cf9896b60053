import type { EventOf, RuntimeEvent } from "#runtime/event/catalogue.ts";
import { boundaryOf } from "./fold-boundary.ts";
import { foldEvidence } from "./fold-evidence.ts";
import { foldExpired } from "./fold-output.ts";
import { foldQueue } from "./fold-queue.ts";
import { foldRun } from "./fold-run.ts";
import type { RunState, ThreadState, TurnState } from "./thread-state.ts";

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
  };
}

/**
 * A thread after one more event. The only way that state comes to be (R3): the loop, the page,
 * a reload and a replay all fold the same log. An event of an unknown class changes nothing.
 */
export function fold(state: ThreadState, event: RuntimeEvent): ThreadState {
  const placed: ThreadState = {
    ...state,
    sequence: event.sequence,
    created_at: state.created_at === "" ? event.timestamp : state.created_at,
    updated_at: event.timestamp,
  };
  switch (event.type) {
    case "session.created":
      return { ...placed, title: event.payload.title ?? placed.title };
    case "session.updated": {
      const { title, pinned, archived } = placed;
      const { payload } = event;
      return {
        ...placed,
        title: payload.title ?? title,
        pinned: payload.pinned ?? pinned,
        archived: payload.archived ?? archived,
      };
    }
    case "turn.submitted":
      return { ...placed, turns: [...placed.turns, newTurn(placed, event)] };
    case "queue.changed":
      return foldQueue(placed, event);
    case "output.expired": // Housekeeping: nobody has done anything in the thread.
      return { ...placed, updated_at: state.updated_at, turns: foldExpired(state.turns, event) };
    case "evidence.changed": {
      const changed = { ...placed, ...foldEvidence(state, event) };
      if (event.run_id !== undefined) return foldTurn(changed, event);
      return { ...changed, updated_at: state.updated_at };
    }
    case "context.compaction.completed":
      return foldTurn({ ...placed, ...boundaryOf(placed, event) }, event);
    case "action.resolved":
      return foldTurn(withAllowance(placed, event), event);
    default:
      return foldTurn(placed, event);
  }
}

function foldTurn(state: ThreadState, event: RuntimeEvent): ThreadState {
  if (event.run_id === undefined) return state;
  const index = state.turns.findLastIndex((turn) => turn.run_id === event.run_id);
  const turn = state.turns[index];
  if (turn === undefined) return state;
  return { ...state, turns: state.turns.with(index, { ...turn, run: foldRun(turn.run, event) }) };
}

function newTurn(state: ThreadState, event: EventOf<"turn.submitted">): TurnState {
  const { input, options, idempotency_key } = event.payload;
  const turn_id = event.turn_id ?? event.event_id;
  const ids = { turn_id, task_id: event.task_id ?? turn_id, run_id: event.run_id ?? turn_id };
  return {
    ...ids,
    sequence: event.sequence,
    submitted_at: event.timestamp,
    text: input.text,
    options,
    ...(idempotency_key !== undefined && { idempotency_key }),
    run: newRun(state, ids, event),
  };
}

function newRun(
  state: ThreadState,
  ids: Pick<RunState, "turn_id" | "task_id" | "run_id">,
  event: EventOf<"turn.submitted">,
): RunState {
  return {
    ...ids,
    session_id: state.session_id,
    thread_id: state.thread_id,
    agent: event.payload.options.agent ?? "",
    model: event.payload.options.model ?? "",
    ...(event.payload.kind !== undefined && { kind: event.payload.kind }),
    status: "queued",
    pass: 0,
    title: "Queued",
    first_sequence: event.sequence,
    last_sequence: event.sequence,
    parts: [],
    steps: [],
    calls: [],
    approvals: [],
    citations: [],
    artifacts: [],
    tools: [],
    system_prompt: "",
    usage: {},
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
