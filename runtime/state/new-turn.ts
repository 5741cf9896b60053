import type { EventOf, RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { SCHEMA_VERSION } from "#runtime/event/envelope.ts";
import { adoptRun } from "./fold-fork.ts";
import type { RunState, ThreadState, TurnState } from "./thread-state.ts";

/** The version of the format whose payloads can be read here. */
const READABLE_VERSION: typeof SCHEMA_VERSION = "1";

/** Whether an event's payload is of the version that can be read here. */
export function isReadable({ schema_version }: Pick<RuntimeEvent, "schema_version">): boolean {
  return schema_version === READABLE_VERSION;
}

/** A turn as it is submitted: its run has done nothing, or what the run had done that it goes on from. */
export function newTurn(
  thread: Pick<ThreadState, "aside">,
  event: EventOf<"turn.submitted">,
): TurnState {
  const { input, options, idempotency_key, input_ref, source, request, replaces } = event.payload;
  const { trace_id } = event;
  const turn_id = event.turn_id ?? event.event_id;
  const ids = { turn_id, task_id: event.task_id ?? turn_id, run_id: event.run_id ?? turn_id };
  return {
    ...ids,
    sequence: event.sequence,
    submitted_at: event.timestamp,
    text: input.text,
    ...(input.attachments !== undefined && { attachments: input.attachments }),
    options,
    ...(idempotency_key !== undefined && { idempotency_key }),
    ...(input_ref !== undefined && { input_ref }),
    ...(source !== undefined && { source }),
    ...(request !== undefined && { request }),
    ...(trace_id !== undefined && { trace_id }),
    ...(replaces !== undefined && { replaces }),
    run: adoptRun(newRun(ids, event), thread, event),
  };
}

function newRun(
  ids: Pick<RunState, "turn_id" | "task_id" | "run_id">,
  event: EventOf<"turn.submitted">,
): RunState {
  return {
    ...ids,
    session_id: event.session_id,
    thread_id: event.thread_id,
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
