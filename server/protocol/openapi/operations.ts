import {
  AGENT_PROTOCOL_BASE,
  PLUTO_AGENT_BASE,
} from "#server/protocol/agent-protocol/agent-protocol.ts";
import { AGENT_PROTOCOL_ROUTES } from "#server/protocol/agent-protocol/routes.ts";
import { ADMIN_ROUTES } from "#server/protocol/pluto/admin-routes.ts";
import { PLUTO_ROUTES } from "#server/protocol/pluto/pluto.ts";
import { A2A_OPERATIONS } from "./a2a-operations.ts";
import type { ApiOperation } from "./api-route.ts";
import { AG_UI_OPERATIONS, AI_SDK_OPERATIONS } from "./chat-client-operations.ts";
import { OPENAI_OPERATIONS } from "./openai-operations.ts";
import { RUN_OPERATIONS } from "./run-operations.ts";
import { CONTROL_OPERATIONS, MCP_OPERATIONS, STATUS_OPERATIONS } from "./server-operations.ts";

/** An operation at its whole address, in the group that the description lists it under. */
export interface DescribedOperation extends ApiOperation {
  readonly group: Group;
  /** Whether its answer stands in `{ok, data, request_id}`. */
  readonly enveloped?: true;
}

/** The groups in their order. */
export const GROUPS = [
  "Runs",
  "Agents",
  "OpenAI",
  "AG-UI",
  "AI SDK UI",
  "A2A",
  "Agent Protocol",
  "Agent Protocol in Pluto",
  "MCP",
  "Control plane",
  "Server",
] as const;
export type Group = (typeof GROUPS)[number];

/** Everything that the description of this server's API tells. */
export function describedOperations(): readonly DescribedOperation[] {
  return [
    ...within("Runs", RUN_OPERATIONS),
    ...within("Agents", PLUTO_ROUTES, { enveloped: true }),
    ...within("OpenAI", OPENAI_OPERATIONS),
    ...within("AG-UI", AG_UI_OPERATIONS),
    ...within("AI SDK UI", AI_SDK_OPERATIONS),
    ...within("A2A", A2A_OPERATIONS),
    ...within("Agent Protocol", at(AGENT_PROTOCOL_BASE)),
    ...within("Agent Protocol in Pluto", at(PLUTO_AGENT_BASE, "InEnvelope"), { enveloped: true }),
    ...within("MCP", MCP_OPERATIONS),
    ...within("Control plane", CONTROL_OPERATIONS),
    ...within("Server", STATUS_OPERATIONS),
  ];
}

/** Whether an operation needs the administrator's token. */
export function isForAdmin({ operation_id }: ApiOperation): boolean {
  return ADMIN_ROUTES.some((route) => route.operation_id === operation_id);
}

function within(
  group: Group,
  operations: readonly ApiOperation[],
  more: Pick<DescribedOperation, "enveloped"> = {},
): readonly DescribedOperation[] {
  return operations.map((operation) => ({ ...operation, ...more, group }));
}

/** The Agent Protocol stands at two addresses. */
function at(base: string, suffix = ""): readonly ApiOperation[] {
  return AGENT_PROTOCOL_ROUTES.map((route) => ({
    ...route,
    path: base + route.path,
    operation_id: route.operation_id + suffix,
  }));
}
