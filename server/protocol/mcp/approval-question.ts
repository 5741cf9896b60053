import { CommandError } from "#runtime/control/command.ts";
import { perform } from "#runtime/control/dispatch.ts";
import { requireRun } from "#runtime/control/find-thread.ts";
import { respondAction } from "#runtime/control/respond-action.ts";
import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { Caller } from "./caller.ts";
import type { McpServing } from "./mcp-server.ts";

/** A person allows what they have read: longer arguments are asked about in the playground alone. */
const MAX_CHARS = 10_000;

/** Whether a call of a tool may run, for the person of a client: accepting allows it once, declining denies it. */
export interface ApprovalQuestion {
  readonly action_id: string;
  readonly arguments_hash: string;
  readonly message: string;
}

/** What a caller is told whose person did not answer. */
export const WAITS_ON = "The question waits in the playground";

/** A form without fields: what is asked has its answer in how it is left. */
export const NO_FIELDS = { type: "object", properties: {} } as const;

/** The question of an event; undefined for what is none that a yes or a no answers, or is answered already. */
export async function questionOf(
  event: RuntimeEvent,
  control: McpServing["control"],
): Promise<ApprovalQuestion | undefined> {
  if (event.type !== "action.required" || event.run_id === undefined) return undefined;
  const { run } = await requireRun(control, event.run_id);
  const asked = run.approvals.find(({ action_id }) => action_id === event.action_id);
  if (asked === undefined || asked.decision !== undefined) return undefined;
  const { action_id, arguments_hash, decisions, tool, prompt } = asked;
  if (!decisions.includes("allow_once") || !decisions.includes("deny")) return undefined;
  const message = `${prompt}\n\n${tool} ${JSON.stringify(asked.arguments, null, 2)}`;
  return message.length > MAX_CHARS ? undefined : { action_id, arguments_hash, message };
}

/** Takes what the person said. Of several answers the first counts, wherever it was given; leaving it is none. */
export async function takeAnswer(
  { action_id, arguments_hash }: Pick<ApprovalQuestion, "action_id" | "arguments_hash">,
  action: "accept" | "decline" | "cancel",
  caller: Pick<Caller, "tell">,
  control: McpServing["control"],
): Promise<void> {
  if (action === "cancel") return caller.tell(WAITS_ON);
  const decision = action === "accept" ? "allow_once" : "deny";
  try {
    await perform(respondAction, { action_id, decision, arguments_hash }, control);
  } catch (error) {
    if (!(error instanceof CommandError) || error.code !== "conflict") throw error;
  }
}
