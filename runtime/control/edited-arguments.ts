import type { EditedArguments } from "#runtime/event/action.ts";
import { evaluatePermission } from "#runtime/permission/evaluate.ts";
import { runFacts } from "#runtime/permission/run-facts.ts";
import type { ApprovalState } from "#runtime/state/approval-state.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { parseArguments } from "#runtime/tool/arguments.ts";
import { canonicalHash } from "#runtime/tool/canonical-hash.ts";
import { CommandError, type ControlServices } from "./command.ts";
import type { ActionAnswer } from "./decide-action.ts";
import { policyFor } from "./policy-for.ts";

/**
 * The arguments that a person put in the place of the model's, or undefined where they are the same.
 * They fit the tool's schema and no rule denies them; otherwise throws an `invalid_input`
 * CommandError.
 */
export async function editedArguments(
  { run, approval }: { readonly run: RunState; readonly approval: ApprovalState },
  { arguments: after, decision }: ActionAnswer,
  services: ControlServices,
): Promise<EditedArguments | undefined> {
  if (after === undefined) return undefined;
  const arguments_hash = await canonicalHash(after);
  if (arguments_hash === approval.arguments_hash) return undefined;
  if (!decision.startsWith("allow_")) {
    throw new CommandError("invalid_input", `"${decision}" takes no changed arguments`);
  }
  const tool = services.toolbox().get(approval.tool);
  if (tool === undefined) {
    throw new CommandError("unavailable", `There is no tool "${approval.tool}" any more`);
  }
  const parsed = parseArguments(tool, JSON.stringify(after));
  if (!parsed.ok) throw new CommandError("invalid_input", parsed.error.message);

  const policy = policyFor(run.agent, services);
  const { verdict, rule } = evaluatePermission(tool, parsed.args, policy, runFacts(run, []));
  if (verdict === "deny") {
    const message = `The rule "${rule}" does not allow these arguments; change them or deny the call`;
    throw new CommandError("invalid_input", message);
  }
  return { before: approval.arguments, after: parsed.args, arguments_hash };
}
