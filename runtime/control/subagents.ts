import { z } from "zod";

import { SubagentError } from "#runtime/agent/sub-agent/subagents.ts";
import { isOpenSubagent, type SubagentState } from "#runtime/state/subagent-state.ts";
import { subagentsOf } from "#runtime/state/snapshots/subagent-job-summary.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import { command, CommandError, type ControlServices } from "./command.ts";
import { requireRun, requireThread } from "./find-thread.ts";
import { submitTurn } from "./submit-turn.ts";

const Id = z.string().min(1);
const Named = z.strictObject({ subagent_id: Id });

/** The longest that `wait_subagents` may be asked to wait, and what it waits where nobody says. */
const MAX_WAIT_MS = 10 * 60_000;
const DEFAULT_WAIT_MS = 60_000;

export const spawnSubagent = command({
  name: "spawn_subagent",
  description: "Starts a child agent under a run that is at work, in a thread of its own",
  kind: "write",
  input: z.strictObject({
    parent_run_id: Id,
    agent: Id,
    objective: z.string().min(1).max(20_000),
  }),
  async run({ parent_run_id: run_id, agent, objective }, services) {
    await requireRun(services, run_id);
    try {
      return await services.subagents.spawn({ run_id, agent, objective });
    } catch (cause) {
      if (!(cause instanceof SubagentError)) throw cause;
      throw new CommandError("conflict", cause.message, { run_id, agent }, { cause });
    }
  },
});

export const sendSubagentInput = command({
  name: "send_subagent_input",
  description: "Tells a child agent that is at work more, as its next turn",
  kind: "write",
  input: Named.extend({ text: z.string().min(1), idempotency_key: Id.max(200).exactOptional() }),
  async run({ subagent_id, text, idempotency_key }, services) {
    const { parent, run, child } = await requireSubagent(subagent_id, services);
    checkOpen(child);
    const keyed = idempotency_key !== undefined && { idempotency_key };
    const { agent, child_thread_id: thread_id } = child;
    const message = { thread_id, input: { text }, options: { agent }, ...keyed };
    const submitted = await submitTurn.run(submitTurn.input.parse(message), services);
    const { run_id, turn_id, task_id } = run;
    const payload = { text, from: "person" } as const;
    const ids = { run_id, turn_id, task_id, subagent_id };
    await parent.append([{ type: "subagent.input", ...ids, payload }]);
    return { ...submitted, subagent_id };
  },
});

export const waitSubagents = command({
  name: "wait_subagents",
  description: "Waits until child agents have ended, or the time is up, and says how they stand",
  kind: "read",
  input: z.strictObject({
    subagent_ids: z.array(Id).min(1).max(100),
    timeout_ms: z.int().min(0).max(MAX_WAIT_MS).default(DEFAULT_WAIT_MS),
  }),
  async run({ subagent_ids, timeout_ms }, services) {
    const over = new AbortController();
    const late = services.clock.sleep(timeout_ms, over.signal).then(
      () => over.abort(new Error("The time is up")),
      () => {}, // All have ended.
    );
    try {
      await Promise.all(subagent_ids.map((id) => untilEnded(id, over.signal, services)));
    } finally {
      over.abort();
      await late;
    }
    const found = await Promise.all(subagent_ids.map((id) => requireSubagent(id, services)));
    const subagents = found.map(({ child }) => child);
    return { subagents, timed_out: subagents.some(isOpenSubagent) };
  },
});

export const resumeSubagent = command({
  name: "resume_subagent",
  description: "Makes sure that somebody works on a child agent that has not ended",
  kind: "write",
  input: Named,
  async run({ subagent_id }, services) {
    const { child } = await requireSubagent(subagent_id, services);
    checkOpen(child);
    const { child_thread_id } = child;
    if (services.queue.works(child_thread_id)) return { status: "no_op", subagent: child };
    services.queue.wake(await requireThread(services, "thread", child_thread_id));
    return { status: "accepted", subagent: child };
  },
});

export const closeSubagent = command({
  name: "close_subagent",
  description: "Ends a child agent; its parent reads that it was closed",
  kind: "write",
  input: Named.extend({ reason: z.string().min(1).max(500).default("Closed by you") }),
  async run({ subagent_id, reason }, services) {
    const { child } = await requireSubagent(subagent_id, services);
    if (child.closed === true) return { status: "no_op", subagent: child };
    await services.subagents.close(subagent_id, reason);
    return {
      status: "accepted",
      subagent: (await requireSubagent(subagent_id, services)).child,
    };
  },
});

export const listSubagents = command({
  name: "list_subagents",
  description: "The child agents of a thread's runs, each with the thread that it works in",
  kind: "read",
  input: z.strictObject({ thread_id: Id }),
  async run({ thread_id }, services) {
    const thread = await requireThread(services, "thread", thread_id);
    return { thread_id, subagents: subagentsOf(await thread.state()) };
  },
});

async function requireSubagent(subagentId: string, services: ControlServices) {
  const found = await services.subagents.find(subagentId);
  if (found !== undefined) return found;
  throw new CommandError("not_found", `There is no child agent "${subagentId}"`);
}

function checkOpen({ subagent_id, status, closed }: SubagentState): void {
  if (status === "running" && closed !== true) return;
  const message = `The child agent "${subagent_id}" has ended (${status}); start another one`;
  throw new CommandError("conflict", message, { subagent_id, status });
}

async function untilEnded(
  subagentId: string,
  signal: AbortSignal,
  services: ControlServices,
): Promise<void> {
  const { parent } = await requireSubagent(subagentId, services);
  const isEnded = (state: ThreadState) =>
    subagentsOf(state).some((child) => child.subagent_id === subagentId && !isOpenSubagent(child));
  await parent.until(isEnded, signal).catch((cause: unknown) => {
    if (!signal.aborted) throw cause;
  });
}
