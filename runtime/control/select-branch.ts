import { z } from "zod";

import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { ThreadSummary } from "#runtime/state/summary.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import type { Thread } from "#runtime/thread.ts";
import { command, CommandError, type ControlServices } from "./command.ts";
import { requireRoot, requireThread } from "./find-thread.ts";

/** Which branch a session shows now. `no_op`: it was so already. */
export interface ShownBranch {
  readonly status: "accepted" | "no_op";
  readonly session_id: string;
  readonly thread_id: string;
}

export const selectBranch = command({
  name: "select_branch",
  description: "Chooses the branch that a session shows where nobody names one",
  kind: "write",
  input: z.strictObject({ session_id: z.string().min(1), thread_id: z.string().min(1) }),
  async run({ session_id, thread_id }, services): Promise<ShownBranch> {
    const branch = await requireThread(services, "thread", thread_id);
    if (branch.session_id !== session_id || branch.thread_id !== thread_id) {
      const message = `The session "${session_id}" has no branch "${thread_id}"`;
      throw new CommandError("not_found", message);
    }
    if ((await branch.state()).hidden === true) {
      const message = `The branch "${thread_id}" is hidden; take that back with hide_branch first`;
      throw new CommandError("conflict", message);
    }
    return showBranch(branch, services);
  },
});

export const hideBranch = command({
  name: "hide_branch",
  description: "Leaves a branch out of lists and pages, or takes that back; its log stays",
  kind: "write",
  input: z.strictObject({ thread_id: z.string().min(1), hidden: z.boolean().default(true) }),
  async run({ thread_id, hidden }, services): Promise<ShownBranch> {
    const branch = await requireThread(services, "thread", thread_id);
    const next = hidden ? await otherBranch(branch, services) : undefined;
    if (next !== undefined) await showBranch(next, services);
    const status = await services.threads.exclusive(branch.thread_id, async () => {
      if (((await branch.state()).hidden === true) === hidden) return "no_op";
      const payload = { status: hidden ? "hidden" : "shown" };
      await branch.append([{ type: "thread.updated", payload }]);
      return "accepted";
    });
    const shown = await requireThread(services, "session", branch.session_id);
    return { status, session_id: branch.session_id, thread_id: shown.thread_id };
  },
});

/** Makes a branch the one that its session shows. `more` is what else becomes of the session with it. */
export async function showBranch(
  { session_id, thread_id }: Thread,
  services: ControlServices,
  more: { readonly archived?: false } = {},
): Promise<ShownBranch> {
  const root = await requireRoot(services, session_id);
  return services.threads.exclusive(root.thread_id, async () => {
    const drafts = choice(await root.state(), { active_thread_id: thread_id, ...more });
    if (drafts.length > 0) await root.append(drafts);
    return { status: drafts.length > 0 ? "accepted" : "no_op", session_id, thread_id };
  });
}

function choice(
  { thread_id, active_thread_id = thread_id, archived }: ThreadState,
  wish: { readonly active_thread_id: string; readonly archived?: false },
): readonly EventDraft[] {
  const payload = {
    ...(wish.active_thread_id !== active_thread_id && { active_thread_id: wish.active_thread_id }),
    ...(archived && wish.archived === false && { archived: false }),
  };
  return Object.keys(payload).length === 0 ? [] : [{ type: "session.updated", payload }];
}

/** The branch to show in the place of one that is hidden; none where another one is shown anyway. */
async function otherBranch(
  { session_id, thread_id }: Thread,
  services: ControlServices,
): Promise<Thread | undefined> {
  const all = await services.threads.list();
  const branches = all.filter((branch) => branch.session_id === session_id);
  const others = branches.filter((branch) => branch.thread_id !== thread_id && !branch.hidden);
  const next = nearest(branches, others, thread_id) ?? others[0];
  if (next === undefined) {
    const message = `"${thread_id}" is the only branch that its session shows; archive the session instead`;
    throw new CommandError("conflict", message);
  }
  const shown = await requireThread(services, "session", session_id);
  return shown.thread_id === thread_id ? services.threads.open(next) : undefined;
}

/** The closest of those that a branch came from. */
function nearest(
  branches: readonly ThreadSummary[],
  others: readonly ThreadSummary[],
  thread_id: string,
): ThreadSummary | undefined {
  const origin = branches.find((branch) => branch.thread_id === thread_id)?.forked_from?.thread_id;
  if (origin === undefined) return undefined;
  return others.find((branch) => branch.thread_id === origin) ?? nearest(branches, others, origin);
}
