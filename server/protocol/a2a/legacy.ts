import { z } from "zod";

import { Json } from "#runtime/event/shared.ts";
import { pushConfigFromLegacy, pushParamsFromLegacy } from "./legacy-push.ts";
import type { SentPart } from "./request.ts";
import { parseParams } from "./request.ts";
import type { Artifact, Message, Part, Task, TaskState, TaskStatus } from "./task.ts";
import type { StreamResponse } from "./update-teller.ts";

/** What the methods of A2A 0.3 are called in 1.0. */
export const LEGACY_METHODS: ReadonlyMap<string, string> = new Map([
  ["message/send", "SendMessage"],
  ["message/stream", "SendStreamingMessage"],
  ["tasks/get", "GetTask"],
  ["tasks/cancel", "CancelTask"],
  ["tasks/resubscribe", "SubscribeToTask"],
  ["tasks/pushNotificationConfig/set", "CreateTaskPushNotificationConfig"],
  ["tasks/pushNotificationConfig/get", "GetTaskPushNotificationConfig"],
  ["tasks/pushNotificationConfig/list", "ListTaskPushNotificationConfigs"],
  ["tasks/pushNotificationConfig/delete", "DeleteTaskPushNotificationConfig"],
  ["agent/getAuthenticatedExtendedCard", "GetExtendedAgentCard"],
]);

const LegacyPart = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("text"), text: z.string() }),
  z.object({
    kind: z.literal("file"),
    file: z.object({
      bytes: z.string().optional(),
      uri: z.string().optional(),
      name: z.string().optional(),
    }),
  }),
  z.object({ kind: z.literal("data"), data: Json }),
]);

const LegacySend = z.object({
  message: z.looseObject({ role: z.literal("user"), parts: z.array(LegacyPart) }),
  configuration: z
    .looseObject({ blocking: z.boolean().optional(), pushNotificationConfig: Json.optional() })
    .optional(),
});

/** Parameters of a 0.3 method as 1.0 has them. Throws A2aError for a message that does not fit. */
export function fromLegacy(method: string, params: unknown): unknown {
  if (method.includes("/pushNotificationConfig/")) return pushParamsFromLegacy(method, params);
  if (!method.startsWith("message/")) return params;
  const { message, configuration } = parseParams(LegacySend, params);
  const { blocking, pushNotificationConfig, ...rest } = configuration ?? {};
  return {
    message: { ...message, role: "ROLE_USER", parts: message.parts.map(partFromLegacy) },
    configuration: {
      ...rest,
      ...(blocking !== undefined && { returnImmediately: !blocking }),
      ...(pushNotificationConfig !== undefined && {
        taskPushNotificationConfig: pushConfigFromLegacy(pushNotificationConfig),
      }),
    },
  };
}

function partFromLegacy(part: z.infer<typeof LegacyPart>): SentPart {
  switch (part.kind) {
    case "text":
      return { text: part.text };
    case "data":
      return { data: part.data };
    case "file": {
      const { bytes, uri, name } = part.file;
      return { raw: bytes, url: uri, filename: name };
    }
  }
}

/** A task in the shape of 0.3. */
export function legacyTask({ status, artifacts, history, ...task }: Task): object {
  return {
    kind: "task",
    ...task,
    status: legacyStatus(status),
    artifacts: artifacts.map(legacyArtifact),
    history: history.map(legacyMessage),
  };
}

/** An update in the shape of 0.3. */
export function legacyUpdate(update: StreamResponse): object {
  if ("task" in update) return legacyTask(update.task);
  if ("statusUpdate" in update) {
    const { status, ...place } = update.statusUpdate;
    const final = ENDS.has(status.state);
    return { kind: "status-update", ...place, status: legacyStatus(status), final };
  }
  const { artifact, ...chunk } = update.artifactUpdate;
  return { kind: "artifact-update", ...chunk, artifact: legacyArtifact(artifact) };
}

/** After these, a stream of 0.3 is over. */
const ENDS: ReadonlySet<TaskState> = new Set([
  "TASK_STATE_COMPLETED",
  "TASK_STATE_FAILED",
  "TASK_STATE_CANCELED",
  "TASK_STATE_INPUT_REQUIRED",
]);

function legacyStatus({ state, message, timestamp }: TaskStatus): object {
  const name = state.slice("TASK_STATE_".length).toLowerCase().replaceAll("_", "-");
  return {
    state: name,
    timestamp,
    ...(message !== undefined && { message: legacyMessage(message) }),
  };
}

function legacyMessage({ role, parts, ...message }: Message): object {
  const name = role === "ROLE_USER" ? "user" : "agent";
  return { kind: "message", ...message, role: name, parts: parts.map(legacyPart) };
}

function legacyArtifact({ parts, ...artifact }: Artifact): object {
  return { ...artifact, parts: parts.map(legacyPart) };
}

function legacyPart({ mediaType, ...content }: Part): object {
  const metadata = mediaType !== undefined && { metadata: { mediaType } };
  if ("text" in content) return { kind: "text", text: content.text, ...metadata };
  return { kind: "data", data: content.data, ...metadata };
}
