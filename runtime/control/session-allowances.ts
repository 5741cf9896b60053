import { z } from "zod";

import { ruleWords } from "#runtime/permission/rule.ts";
import { command } from "./command.ts";
import { requireThread } from "./find-thread.ts";

/** `no_op`: the tool was not allowed for the session, or no longer. */
export interface RemovedAllowance {
  readonly status: "accepted" | "no_op";
  readonly thread_id: string;
  /** The tools that are still allowed. */
  readonly allowances: readonly string[];
}

export const removeSessionAllowance = command({
  name: "remove_session_allowance",
  description: 'Takes back what an answer with "in session" allowed; its tool asks again',
  kind: "write",
  input: z.strictObject({ thread_id: z.string().min(1), tool: z.string().min(1) }),
  async run({ thread_id, tool }, services): Promise<RemovedAllowance> {
    const thread = await requireThread(services, "thread", thread_id);
    return services.threads.exclusive(thread.thread_id, async () => {
      const { allowances } = await thread.state();
      const kept = allowances.filter((known) => known !== tool);
      const answer = { thread_id: thread.thread_id, allowances: kept };
      if (kept.length === allowances.length) return { status: "no_op", ...answer };
      const words = ruleWords({ match: tool, verdict: "allow" });
      const summary = `No longer in this session: ${words}`;
      const payload = { policy: "session", summary, changed_by: "person" } as const;
      await thread.append([{ type: "policy.changed", payload: { ...payload, removed: [words] } }]);
      return { status: "accepted", ...answer };
    });
  },
});
