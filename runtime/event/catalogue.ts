import { z } from "zod";

import { actionEvents } from "./action.ts";
import { artifactEvents } from "./artifact.ts";
import { benchmarkEvents } from "./benchmark.ts";
import { channelEvents } from "./channel.ts";
import { contextEvents } from "./context.ts";
import type { EventIds } from "./envelope.ts";
import { historyEvents } from "./history.ts";
import { hookEvents } from "./hook.ts";
import { jobEvents } from "./job.ts";
import { limitEvents } from "./limit.ts";
import { modelEvents } from "./model.ts";
import { outputEvents } from "./output.ts";
import { permissionEvents } from "./permission.ts";
import { processEvents } from "./process.ts";
import { routingEvents } from "./routing.ts";
import { runtimeEvents } from "./runtime.ts";
import { sandboxEvents } from "./sandbox.ts";
import { sessionEvents } from "./session.ts";
import { subagentEvents } from "./subagent.ts";
import { taskGraphEvents } from "./task-graph.ts";
import { taskEvents } from "./task.ts";
import { toolEvents } from "./tool.ts";
import { turnEvents } from "./turn.ts";

/** Every event class that the runtime knows: seed 003's catalogue, one schema a class. */
export const RuntimeEvent = z.discriminatedUnion("type", [
  ...sessionEvents,
  ...turnEvents,
  ...taskEvents,
  ...taskGraphEvents,
  ...modelEvents,
  ...toolEvents,
  ...actionEvents,
  ...permissionEvents,
  ...artifactEvents,
  ...contextEvents,
  ...subagentEvents,
  ...limitEvents,
  ...routingEvents,
  ...sandboxEvents,
  ...hookEvents,
  ...processEvents,
  ...outputEvents,
  ...jobEvents,
  ...channelEvents,
  ...historyEvents,
  ...runtimeEvents,
  ...benchmarkEvents,
]);
export type RuntimeEvent = z.infer<typeof RuntimeEvent>;
export type EventType = RuntimeEvent["type"];
export type EventOf<Type extends EventType> = Extract<RuntimeEvent, { type: Type }>;

/** A fact before the log stamped it: its class, its payload and the identities it belongs to. */
export type EventDraft = RuntimeEvent extends infer Event
  ? Event extends { type: EventType; payload: unknown }
    ? { type: Event["type"]; payload: Event["payload"]; refs?: Record<string, string> } & EventIds
    : never
  : never;
