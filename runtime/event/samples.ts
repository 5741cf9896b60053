import type { EventOf, EventType, RuntimeEvent } from "./catalogue.ts";
import { type EventIds, SCHEMA_VERSION } from "./envelope.ts";
import { conversationSamples } from "./samples-conversation.ts";
import { executionSamples } from "./samples-execution.ts";
import { workSamples } from "./samples-work.ts";

/** At least one payload for each class of events; more where the lane depends on the payload. */
export type PayloadSamples = {
  readonly [Type in EventType]: readonly EventOf<Type>["payload"][];
};

const PAYLOADS: PayloadSamples = { ...conversationSamples, ...workSamples, ...executionSamples };

/** For tests and documentation: valid events of every class, with the ids that the published profile asks for. */
export const SAMPLE_EVENTS: readonly RuntimeEvent[] = Object.entries(PAYLOADS).flatMap(
  ([type, payloads]) => payloads.map((payload) => sampleEvent(type, payload)),
);

function sampleEvent(type: string, payload: RuntimeEvent["payload"]): RuntimeEvent {
  const event = {
    type,
    event_id: "ev_1",
    timestamp: "2026-11-30T09:00:00.000Z",
    sequence: 1,
    schema_version: SCHEMA_VERSION,
    session_id: "s_1",
    thread_id: "th_1",
    turn_id: "t_1",
    task_id: "task_1",
    run_id: "r_1",
    ...idsOf(type),
    payload,
    refs: { replay_ref: "replay:r_1" },
  };
  // PayloadSamples ties each payload to its type; the catalogue's test parses what comes out.
  return event as RuntimeEvent;
}

function idsOf(type: string): EventIds {
  if (type === "tool.catalog.resolved") return {};
  if (/^(tool|permission|process|output)\./.test(type)) {
    return { step_id: "st_1", tool_call_id: "call_1" };
  }
  if (/^(action\.|channel\.permission)/.test(type)) {
    return { action_id: "act_1", tool_call_id: "call_1" };
  }
  if (type.startsWith("subagent.")) return { subagent_id: "sub_1" };
  if (type === "artifact.changed") return { artifact_id: "art_1" };
  if (type === "evidence.changed") return { evidence_id: "evidence_1" };
  return {};
}
