import { z } from "zod";

import { Json } from "#runtime/event/shared.ts";
import { evaluatePermission, NOTHING_YET } from "#runtime/permission/evaluate.ts";
import type { PermissionAnswer, RunFacts } from "#runtime/permission/evaluate.ts";
import { runFacts } from "#runtime/permission/run-facts.ts";
import { parseArguments } from "#runtime/tool/arguments.ts";
import { command, CommandError, type ControlServices } from "./command.ts";
import { requireThread } from "./find-thread.ts";
import { policyFor } from "./policy-for.ts";

const Input = z.strictObject({
  tool: z.string().min(1),
  arguments: z.record(z.string(), Json).default({}),
  /** Absent, the default agent. */
  agent: z.string().exactOptional(),
  /** With what was allowed in this thread; absent, as a new one. */
  thread_id: z.string().min(1).exactOptional(),
});

export type EvaluatedPermission = Pick<PermissionAnswer, "verdict" | "rule" | "source" | "mode">;

export const evaluatePermissionCommand = command({
  name: "evaluate_permission",
  description: "What the gate would say of a call now, and which rule; hooks are not asked",
  kind: "read",
  input: Input,
  async run(input, services): Promise<EvaluatedPermission> {
    const tool = services.toolbox().get(input.tool);
    if (tool === undefined) {
      throw new CommandError("not_found", `There is no tool "${input.tool}"`);
    }
    const parsed = parseArguments(tool, JSON.stringify(input.arguments));
    if (!parsed.ok) throw new CommandError("invalid_input", parsed.error.message);
    const facts = await factsOf(input.thread_id, services);
    const policy = policyFor(input.agent, services);
    const { canRemember: _, ...answer } = evaluatePermission(tool, parsed.args, policy, facts);
    return answer;
  },
});

async function factsOf(threadId: string | undefined, services: ControlServices): Promise<RunFacts> {
  if (threadId === undefined) return NOTHING_YET;
  const thread = await requireThread(services, "thread", threadId);
  const { turns, allowances } = await thread.state();
  const run = turns.at(-1)?.run;
  return run === undefined ? { ...NOTHING_YET, allowances } : runFacts(run, allowances);
}
