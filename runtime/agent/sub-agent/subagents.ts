import { interruptRun } from "#runtime/control/interrupt-turn.ts";
import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { SpawnedBy } from "#runtime/event/subagent.ts";
import type { Clock, Ids } from "#runtime/services.ts";
import { findRun, isTerminal, runIds } from "#runtime/state/run-queries.ts";
import { isOpenSubagent, type SubagentState } from "#runtime/state/subagent-state.ts";
import type { RunState, ThreadState } from "#runtime/state/thread-state.ts";
import type { Thread } from "#runtime/thread.ts";
import type { Threads } from "#runtime/threads.ts";
import type { AgentRegistry } from "#runtime/agent/registry.ts";
import { cancelled, endOf } from "./child-end.ts";
import { type ChildWork, isSameWork, workOf } from "./child-work.ts";
import { grantOf, maySpawn, narrowed } from "./grant.ts";

/** Child agents of one run at the same time; each has a thread and a budget of its own. */
const MAX_OPEN = 16;

export interface SubagentServices {
  readonly threads: Pick<Threads, "find" | "open" | "exclusive">;
  readonly agents: AgentRegistry;
  readonly ids: Ids;
  readonly clock: Pick<Clock, "now">;
  /** Lets somebody work on a thread. */
  readonly wake: (thread: Thread) => void;
}

/** A task for a child agent. */
export interface Order {
  readonly run_id: string;
  readonly agent: string;
  readonly objective: string;
  /** The parent's call that waits for it; asked again by the same call, it is the same child. */
  readonly tool_call_id?: string;
}

/** A child agent cannot be had, in words for whoever asked. */
export class SubagentError extends Error {
  override name = "SubagentError";
}

/**
 * Child agents, each a run in a thread of its own in the session of its parent. Its parent's log tells of
 * its beginning and of its one end.
 *
 * A1 The parent's log names the child and its thread before that thread has its first event.
 * A2 Whoever ends a child looks and writes under one lock of the parent's thread: it ends once (R1).
 * A3 A run ends after its children: they are told to stop, and their ends are written, before its own.
 * A4 How a child stands is told when it changes: who tells compares with the parent's log, under A2's lock.
 */
export class Subagents {
  readonly #services: SubagentServices;

  constructor(services: SubagentServices) {
    this.#services = services;
  }

  /** Begins a child under a run, or goes on with the one that its call has. Rejects with SubagentError. */
  async spawn(order: Order): Promise<SubagentState> {
    const parent = await this.#parent(order.run_id);
    const child = await this.#exclusive(parent, () => this.#told(parent, order));
    await this.#begin(parent, order, child);
    return child;
  }

  /** The child of that id with its parent's thread and run; undefined where there is none. */
  async find(
    subagentId: string,
  ): Promise<
    { readonly parent: Thread; readonly run: RunState; readonly child: SubagentState } | undefined
  > {
    const parent = await this.#services.threads.find(subagentId);
    const { turns = [] } = (await parent?.state()) ?? {};
    for (const { run } of turns) {
      const child = run.subagents?.find(({ subagent_id }) => subagent_id === subagentId);
      if (parent !== undefined && child !== undefined) return { parent, run, child };
    }
    return undefined;
  }

  /** Keeps A4 for a child's thread until `signal` ends it; at once done in a thread of nobody's child. */
  async follow(thread: Pick<Thread, "state" | "until">, signal: AbortSignal): Promise<void> {
    const { spawned_by } = await thread.state();
    if (spawned_by === undefined) return;
    let told: ChildWork | undefined;
    const isNews = (state: ThreadState) => {
      const work = workOf(state);
      return work !== undefined && !isSameWork(work, told);
    };
    while (!signal.aborted) {
      told = workOf(await thread.until(isNews, signal));
      if (told !== undefined) await this.#tell(spawned_by.subagent_id, told);
    }
  }

  /** Tells a child's parent how it ended, once nothing is left to do in its thread. */
  async settle(thread: Thread): Promise<void> {
    const state = await thread.state();
    const last = state.turns.at(-1)?.run;
    const { spawned_by } = state;
    if (spawned_by === undefined || last === undefined || !isTerminal(last.status)) return;
    await this.#end(spawned_by.subagent_id, endOf(last, state));
  }

  /** Stops a child and writes its end. Idempotent. */
  async close(subagentId: string, reason: string): Promise<void> {
    const found = await this.find(subagentId);
    if (found === undefined || found.child.closed === true) return;
    await this.stop(found.child, reason);
    const thread = await this.#services.threads.find(found.child.child_thread_id);
    await this.#end(subagentId, cancelled(reason, await thread?.state()), reason);
  }

  /** Asks the run of a child to stop. It ends in its own time, and its parent hears of it. */
  async stop({ child_thread_id }: SubagentState, reason: string): Promise<void> {
    const thread = await this.#services.threads.find(child_thread_id);
    if (thread === undefined) return;
    for (const { run_id, run } of (await thread.state()).turns) {
      if (!isTerminal(run.status)) await interruptRun(thread, { run_id, reason }, this.#services);
    }
  }

  /** Keeps A3: `end` writes the last events of a run, which come behind those given to it. */
  async endRun(
    run: RunState,
    parent: ThreadRefLike,
    end: (drafts: readonly EventDraft[]) => Promise<void>,
  ): Promise<void> {
    for (const child of openChildren(run)) await this.stop(child, "Its parent ended");
    await this.#exclusive(parent, async () => {
      const thread = await this.#services.threads.find(run.run_id);
      const state = await thread?.state();
      const now = state === undefined ? run : (findRun(state, run.run_id) ?? run);
      const drafts = await Promise.all(openChildren(now).map((child) => this.#lastOf(child)));
      await end(drafts.flat());
    });
  }

  async #lastOf({ subagent_id, child_thread_id }: SubagentState): Promise<readonly EventDraft[]> {
    const state = await (await this.#services.threads.find(child_thread_id))?.state();
    return [
      { ...cancelled("Its parent ended", state), subagent_id },
      { type: "subagent.closed", subagent_id, payload: { reason: "Its parent ended" } },
    ];
  }

  async #parent(runId: string): Promise<Thread> {
    const parent = await this.#services.threads.find(runId);
    if (parent === undefined) throw new SubagentError(`There is no run "${runId}"`);
    return parent;
  }

  /** Keeps A1. */
  async #told(parent: Thread, order: Order): Promise<SubagentState> {
    const { ids } = this.#services;
    const { run_id, agent, objective, tool_call_id } = order;
    const run = await this.#openRun(parent, run_id);
    const known = run.subagents?.findLast((child) => child.tool_call_id === tool_call_id);
    if (tool_call_id !== undefined && known !== undefined) return known;
    const { spawned_by } = await parent.state();
    this.#check(run, order, spawned_by);
    const subagent_id = ids.next("sub");
    const payload = {
      agent,
      objective,
      child_thread_id: ids.next("th"),
      child_turn_id: ids.next("t"),
      child_task_id: ids.next("task"),
      child_run_id: ids.next("r"),
      depth: (spawned_by?.depth ?? 0) + 1,
      ...(spawned_by !== undefined && { parent_subagent_id: spawned_by.subagent_id }),
      ...(tool_call_id !== undefined && { parent_tool_call_id: tool_call_id }),
    };
    const named = tool_call_id !== undefined && { tool_call_id };
    const ofRun = { ...runIds(run), ...named, subagent_id };
    await parent.append([{ type: "subagent.spawned", ...ofRun, payload }]);
    const children = (await this.#openRun(parent, run_id)).subagents ?? [];
    const told = children.find((child) => child.subagent_id === subagent_id);
    if (told === undefined) throw new Error(`The log does not tell of "${subagent_id}"`);
    return told;
  }

  #check(run: RunState, { agent }: Order, spawned_by: SpawnedBy | undefined): void {
    const parent = narrowed(this.#services.agents.resolve(run.agent), spawned_by);
    if (!parent.agents.includes(agent)) {
      const named = parent.agents.join(", ") || "none";
      throw new SubagentError(
        `"${parent.id}" may not hand tasks to "${agent}"; its agents are: ${named}`,
      );
    }
    this.#services.agents.resolve(agent);
    const depth = spawned_by?.depth ?? 0;
    if (!maySpawn(parent, depth)) {
      throw new SubagentError(`A child agent at depth ${depth} may have no children of its own`);
    }
    if (openChildren(run).length < MAX_OPEN) return;
    throw new SubagentError(`${MAX_OPEN} child agents are at work; wait until one has ended`);
  }

  async #openRun(parent: Thread, runId: string): Promise<RunState> {
    const run = findRun(await parent.state(), runId);
    if (run !== undefined && !isTerminal(run.status) && run.agent !== "") return run;
    throw new SubagentError(`The run "${runId}" is not at work`);
  }

  /** The first events of the child's thread, if it has none; then its work goes on. */
  async #begin(parent: Thread, { run_id }: Order, child: SubagentState): Promise<void> {
    const { threads, wake } = this.#services;
    const { child_thread_id: thread_id } = child;
    if (!isOpenSubagent(child)) return;
    const thread = await threads.open({ session_id: parent.session_id, thread_id });
    await threads.exclusive(thread_id, async () => {
      if ((await thread.state()).sequence > 0) return;
      const state = await parent.state();
      const run = await this.#openRun(parent, run_id);
      await thread.append(this.#opening(run, child, state));
    });
    wake(thread);
  }

  #opening(
    run: RunState,
    { subagent_id, depth, agent, objective, ...child }: SubagentState,
    { thread_id, spawned_by }: ThreadState,
  ): readonly EventDraft[] {
    const parent = narrowed(this.#services.agents.resolve(run.agent), spawned_by);
    const payload: SpawnedBy = {
      thread_id,
      run_id: run.run_id,
      subagent_id,
      depth,
      agents: [...(spawned_by?.agents ?? []), parent.id],
      grant: grantOf(run, parent.budget, this.#services.clock.now()),
    };
    const { child_turn_id, child_task_id, child_run_id } = child;
    const ids = {
      ...(child_turn_id !== undefined && { turn_id: child_turn_id }),
      ...(child_task_id !== undefined && { task_id: child_task_id }),
      ...(child_run_id !== undefined && { run_id: child_run_id }),
    };
    const source = `subagent:${subagent_id}`;
    const submitted = { input: { text: objective }, options: { agent }, source };
    return [
      { type: "thread.started", payload: { spawned_by: payload } },
      { type: "turn.submitted", ...ids, payload: submitted },
      {
        type: "task.created",
        ...ids,
        payload: { objective, parent_task_id: run.task_id },
      },
      { type: "task.queued", ...ids, payload: {} },
    ];
  }

  async #tell(subagentId: string, work: ChildWork): Promise<void> {
    const found = await this.find(subagentId);
    if (found === undefined) return;
    await this.#exclusive(found.parent, async () => {
      const { run, child } = (await this.find(subagentId)) ?? found;
      if (!isOpenSubagent(child) || isSameWork(child.work, work)) return;
      const ids = idsOf(run, child);
      await found.parent.append([{ type: "subagent.status", ...ids, payload: work }]);
    });
  }

  /** Keeps A2. */
  async #end(subagentId: string, draft: EventDraft, closed?: string): Promise<void> {
    const found = await this.find(subagentId);
    if (found === undefined) return;
    await this.#exclusive(found.parent, async () => {
      const { run, child } = (await this.find(subagentId)) ?? found;
      const ids = idsOf(run, child);
      const drafts: EventDraft[] = isOpenSubagent(child) ? [{ ...draft, ...ids }] : [];
      if (closed !== undefined && child.closed !== true) {
        drafts.push({ type: "subagent.closed", ...ids, payload: { reason: closed } });
      }
      if (drafts.length > 0) await found.parent.append(drafts);
    });
  }

  #exclusive<Result>({ thread_id }: ThreadRefLike, work: () => Promise<Result>): Promise<Result> {
    return this.#services.threads.exclusive(`subagents:${thread_id}`, work);
  }
}

type ThreadRefLike = Pick<Thread, "thread_id">;

/** The ids under which a parent's log tells of a child. */
function idsOf(run: RunState, { subagent_id, tool_call_id }: SubagentState) {
  return { ...runIds(run), subagent_id, ...(tool_call_id !== undefined && { tool_call_id }) };
}

function openChildren({ subagents = [] }: RunState): readonly SubagentState[] {
  return subagents.filter(isOpenSubagent);
}
