import type { UIMessageChunk } from "ai";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { laneMessages } from "#runtime/event/lane.ts";
import type { UarEvent } from "#runtime/event/uar-event.ts";

/**
 * What an event says on the lanes that the AI SDK has no parts for, as `data-*` parts: a bundle, an artifact
 * and an approval keep their id over their versions, and what only matters now is transient.
 */
export function dataChunks(event: RuntimeEvent): readonly UIMessageChunk[] {
  if (event.type.startsWith("subagent.")) return [subagentChunk(event)];
  const messages = laneMessages(event).flatMap((message) => dataChunk(event, message));
  return event.type === "turn.failed" ? [] : messages;
}

function dataChunk(event: RuntimeEvent, message: UarEvent): readonly UIMessageChunk[] {
  const { payload } = message;
  switch (message.type) {
    case "BundleHtml":
      return [{ type: "data-bundle", id: message.payload.artifact_id, data: payload }];
    case "Artifact":
      return [{ type: "data-artifact", id: message.payload.artifact_id, data: payload }];
    case "Citation":
      return [{ type: "data-citation", id: `citation-${event.sequence}`, data: payload }];
    case "Approval":
      return [{ type: "data-approval", id: message.payload.action_id, data: payload }];
    case "ToolsProgress":
      if (event.type !== "tool.progress") return [];
      return [{ type: "data-tool", id: message.payload.call_id, data: payload, transient: true }];
    case "Usage":
      return [{ type: "data-usage", data: payload, transient: true }];
    case "Status":
      return [{ type: "data-status", data: payload, transient: true }];
    case "Error":
      return [{ type: "data-error", data: payload }];
    case "TokenDelta":
    case "ReasoningDelta":
    case "Discarded":
    case "Done":
      return [];
  }
}

function subagentChunk(event: RuntimeEvent): UIMessageChunk {
  const { type, subagent_id, event_id, payload } = event;
  const state = type === "subagent.status" ? event.payload.status : type.slice("subagent.".length);
  return { type: "data-subagent", id: subagent_id ?? event_id, data: { state, ...payload } };
}
