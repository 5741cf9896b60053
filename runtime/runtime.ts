import { skillsOfRun } from "#runtime/agent/skill/active-skills.ts";
import { RunServers, SkillServerError } from "#runtime/agent/skill/skill-servers.ts";
import { narrowed, maySpawn, policyWithin } from "#runtime/agent/sub-agent/grant.ts";
import { delegateTool } from "#runtime/agent/sub-agent/delegate-tool.ts";
import { answerSchemaHook } from "#runtime/agent/answer-schema-hook.ts";
import type { Agent } from "#runtime/agent/agent.ts";
import { isLast, withEvidence } from "#runtime/evidence/run-evidence.ts";
import { UnknownAgentError } from "#runtime/agent/registry.ts";
import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { Failure } from "#runtime/event/shared.ts";
import { notesOf, toolsOfMemory, withShortTerm } from "#runtime/memory/agent-memory.ts";
import { ModelRouter, type ProviderPause } from "#runtime/model/routing/model-router.ts";
import { brokenOff, INTERNAL, stopped } from "#runtime/pmpo/ending.ts";
import { loop } from "#runtime/pmpo/loop.ts";
import { quietFacts } from "#runtime/pmpo/quiet.ts";
import type { Hook } from "#runtime/hook/hook.ts";
import type { LoopServices } from "#runtime/pmpo/services.ts";
import { type Watch, watched } from "#runtime/pmpo/watched.ts";
import { attemptOf, isStarted, type Attempt } from "#runtime/recovery/attempt.ts";
import { findRun, isTerminal } from "#runtime/state/run-queries.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { withClientTools } from "#runtime/tool/client-tools.ts";
import type { Tool } from "#runtime/tool/tool.ts";
import type { RunContext } from "./run-context.ts";
import type { EventSink } from "./sink.ts";
import type { Thread } from "./thread.ts";
import type { RuntimeServices } from "./runtime-services.ts";

/**
 * The execution host (seed 000, section 2): picks the agent and its model, drives the loop and
 * writes what happens. It knows nothing of HTTP, pages or any foreign protocol.
 */
export class UniversalAgentRuntime {
  readonly #services: RuntimeServices;
  readonly #router: ModelRouter;

  constructor(services: RuntimeServices) {
    this.#services = services;
    this.#router = new ModelRouter(services.models, services.clock, services.random);
  }

  /** How the providers do that were asked so far. */
  providerHealth(): readonly ProviderPause[] {
    return this.#router.health();
  }

  /**
   * Runs one submitted turn to its end and answers with the ended run. The one way to execute, and
   * to go on with a run that a restart cut off: what the log says was done is not done again (R3).
   * Ends with exactly one terminal event (R1), also when the agent or model is unknown or a part
   * breaks; rejects only when the sink takes no more events. `halt` puts the run aside, unended.
   */
  async startRun(context: RunContext, sink: EventSink, halt?: AbortSignal): Promise<RunState> {
    const stop = new AbortController();
    const force = new AbortController();
    const signal = halt === undefined ? stop.signal : AbortSignal.any([halt, stop.signal]);
    const watch = new AbortController();
    const watching = Promise.allSettled([
      hearStops(context, sink, { stop, force }, watch.signal),
      this.#services.subagents?.follow(sink, watch.signal),
    ]);
    const attempt = attemptOf(context, await runOf(context, sink));
    try {
      await this.#drive(attempt, sink, { signal, force: force.signal }, halt);
    } catch (cause) {
      if (halt?.aborted !== true) await this.#end(attempt, sink, cause);
    } finally {
      watch.abort();
      throwFailure(await watching, watch.signal);
    }
    return runOf(context, sink);
  }

  async #drive(attempt: Attempt, sink: EventSink, stops: Stops, halt?: AbortSignal) {
    const servers = new RunServers(this.#services.skills?.servers);
    try {
      const { signal } = stops;
      const services = await this.#loopServices(attempt, sink, { servers, signal });
      await this.#loop(attempt, sink, { services, stops, halt });
    } finally {
      await servers.close();
    }
  }

  async #loop(attempt: Attempt, sink: EventSink, { services, stops, halt }: Looping) {
    const { signal, force } = stops;
    const said = watched(loop(attempt, sink, services, signal), {
      clock: this.#services.clock,
      signal,
      force,
      quietMs: this.#services.quietMs,
      quiet: async (ms) => quietFacts(await runOf(attempt, sink), ms),
      overdue: async () => overdue(await runOf(attempt, sink)),
    });
    for await (const drafts of said) {
      if (halt?.aborted === true) return this.#pause(attempt, sink);
      await this.#append(attempt, sink, drafts);
    }
  }

  async #loopServices(
    context: RunContext,
    sink: EventSink,
    { servers, signal }: Serving,
  ): Promise<LoopServices> {
    const { agents, toolbox, policy, clock, ids, wire, outputs, files, surroundings } =
      this.#services;
    const { spawned_by, request = {} } = context;
    const { memory, skills } = this.#services;
    const plain = withShortTerm(narrowed(agents.resolve(context.agent), spawned_by));
    const folders = await skillsOfRun(plain, context.user_input, skills);
    const agent = { ...plain, skills: [...plain.skills, ...folders.active] };
    const settings = { ...this.#services.settings, ...agent.settings, ...request.settings };
    const inForce = () => policyWithin(policy(), agent, spawned_by?.agents ?? [], agents);
    const router = this.#router;
    const own = [
      ...this.#delegates(agent, context, sink),
      ...folders.tools,
      ...(this.#services.programs?.(agent.programs ?? []) ?? []),
      ...(await servers.open(folders.called, signal)),
      ...toolsOfMemory(agent, memory, { run_id: context.run_id, clock }),
    ];
    const tools = withClientTools(toolbox().with(own), request.tools);
    const notes = await notesOf(agent, memory, folders.list);
    const services = { agent, settings, router, toolbox: tools, policy: inForce };
    const keeping = {
      ...(wire !== undefined && { wire }),
      ...(outputs !== undefined && { outputs }),
      ...(files !== undefined && { files }),
      ...(surroundings !== undefined && { surroundings }),
      ...this.#locking(context),
    };
    const hooks = this.#hooksFor(agent, context);
    return { ...services, ...(notes && { notes }), hooks, clock, ids, ...keeping };
  }

  #locking({ thread_id }: RunContext): Pick<LoopServices, "exclusive"> {
    const { threads } = this.#services;
    if (threads === undefined) return {};
    return { exclusive: (work) => threads.exclusive(thread_id, work) };
  }

  /** Those of every run, and the one that sees to the form of an agent's answers. */
  #hooksFor({ response_schema }: Agent, { request = {} }: RunContext): readonly Hook[] {
    const { hooks = [] } = this.#services;
    const isAsked = request.direct !== true && request.response_schema === undefined;
    if (response_schema === undefined || !isAsked) return hooks;
    return [...hooks, answerSchemaHook(response_schema)];
  }

  /** The agents that this run may hand tasks to, each as a tool. */
  #delegates(agent: Agent, { run_id, spawned_by }: RunContext, sink: EventSink): readonly Tool[] {
    const { subagents, agents, clock } = this.#services;
    if (subagents === undefined || !maySpawn(agent, spawned_by?.depth ?? 0)) return [];
    const handing = { run_id, sink, subagents, clock };
    return agent.agents.map((id) => delegateTool(agents.resolve(id), handing));
  }

  async #end(attempt: Attempt, sink: EventSink, cause: unknown): Promise<void> {
    const run = await runOf(attempt, sink);
    if (isTerminal(run.status)) return;
    await this.#append(attempt, sink, brokenOff(run, failureOf(cause)));
  }

  /** Writes what a run says; with its end, where its evidence can be had. */
  async #append(attempt: Attempt, sink: EventSink, drafts: readonly EventDraft[]): Promise<void> {
    const whole = isLast(drafts)
      ? withEvidence(drafts, attempt.run_id, await sink.state(), this.#services.ids)
      : drafts;
    const write = async (before: readonly EventDraft[]) => {
      await sink.append([...before, ...whole].map((draft) => ofAttempt(attempt, draft)));
    };
    const { subagents } = this.#services;
    const run = isLast(drafts) && subagents !== undefined ? await runOf(attempt, sink) : undefined;
    if (run?.subagents === undefined || subagents === undefined) return write([]);
    await subagents.endRun(run, attempt, write);
  }

  /** Nothing is left to do in a thread: whoever waits for its agent hears of it. */
  async settle(thread: Thread): Promise<void> {
    await this.#services.subagents?.settle(thread);
  }

  /** Puts the run aside, so that going on with it is not taken for a recovery from a crash. */
  async #pause(attempt: Attempt, sink: EventSink): Promise<void> {
    const run = await runOf(attempt, sink);
    if (!isStarted(run) || isTerminal(run.status)) return;
    const payload = { reason: "The server stops", requested_by: "runtime" } as const;
    await sink.append([ofAttempt(attempt, { type: "task.paused", payload })]);
  }
}

/** Passes on the rungs of a stop as the log takes them: first the asking, then the force (R6). */
async function hearStops(
  { run_id }: RunContext,
  sink: EventSink,
  { stop, force }: { readonly stop: AbortController; readonly force: AbortController },
  watch: AbortSignal,
): Promise<void> {
  await sink.until((state) => findRun(state, run_id)?.cancel !== undefined, watch);
  stop.abort(new Error("The run was stopped"));
  await sink.until((state) => findRun(state, run_id)?.cancel?.forced === true, watch);
  force.abort();
}

interface Serving {
  /** The servers that skills bring to this run. */
  readonly servers: RunServers;
  readonly signal: AbortSignal;
}

/** What tells a run to stop, and to do so at once. */
type Stops = Pick<Watch, "signal" | "force">;

interface Looping {
  readonly services: LoopServices;
  readonly stops: Stops;
  readonly halt: AbortSignal | undefined;
}

async function runOf({ run_id }: RunContext, sink: EventSink): Promise<RunState> {
  const run = findRun(await sink.state(), run_id);
  if (run === undefined) throw new Error(`The log holds no turn for the run "${run_id}"`);
  return run;
}

/** Puts a draft under the identities of its run. */
function ofAttempt({ turn_id, task_id, run_id, attempt_id }: Attempt, draft: EventDraft) {
  return { turn_id, task_id, run_id, attempt_id, ...draft };
}

/** The end of a run that is told to stop and does not; a slow disk may have brought it the other end just now. */
function overdue(run: RunState): readonly EventDraft[] {
  return isTerminal(run.status) ? [] : stopped(run);
}

function failureOf(cause: unknown): Failure {
  if (cause instanceof UnknownAgentError) return { code: "unknown_agent", message: cause.message };
  if (cause instanceof SkillServerError) {
    return { code: "skill_server_failed", message: cause.message };
  }
  const message = cause instanceof Error ? cause.message : String(cause);
  return {
    code: INTERNAL,
    message: `The run broke: ${message}`,
    hint: "This is a fault of the runtime: send the message again, and report it where it comes back",
  };
}

/** A watch that ended because it was told to has not failed. */
function throwFailure(ends: readonly PromiseSettledResult<void>[], { reason }: AbortSignal): void {
  for (const end of ends) {
    if (end.status === "rejected" && end.reason !== reason) throw end.reason;
  }
}
