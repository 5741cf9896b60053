import { UnknownAgentError, type AgentRegistry } from "#runtime/agent/registry.ts";
import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { Failure } from "#runtime/event/shared.ts";
import type { WireRecorder } from "#runtime/model/cassette/wire-store.ts";
import type { ModelSettings } from "#runtime/model/driver.ts";
import type { RoutableModels } from "#runtime/model/routing/model-facts.ts";
import { ModelRouter } from "#runtime/model/routing/model-router.ts";
import { failed } from "#runtime/pmpo/ending.ts";
import { loop } from "#runtime/pmpo/loop.ts";
import type { LoopServices } from "#runtime/pmpo/services.ts";
import { findRun, isTerminal } from "#runtime/state/run-queries.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import type { PermissionPolicy } from "#runtime/tool/permission.ts";
import type { Toolbox } from "#runtime/tool/toolbox.ts";
import type { RunContext } from "./run-context.ts";
import type { Clock, Ids, Random } from "./services.ts";
import type { EventSink } from "./sink.ts";

export interface RuntimeServices {
  readonly agents: AgentRegistry;
  readonly models: RoutableModels;
  /** The inventory now; a run keeps the one that it began with. */
  readonly toolbox: () => Toolbox;
  readonly policy: () => PermissionPolicy;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  /** For what agents leave open; absent, providers choose. */
  readonly settings?: ModelSettings;
  /** Where the exchanges with providers are kept; absent, nowhere. */
  readonly wire?: WireRecorder;
}

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

  /**
   * Runs one submitted turn to its end and answers with the ended run. The one way to execute.
   * Ends with exactly one terminal event (R1), also when the agent or model is unknown or a part
   * breaks; rejects only when the sink takes no more events. `halt` ends the run as lost.
   */
  async startRun(context: RunContext, sink: EventSink, halt?: AbortSignal): Promise<RunState> {
    const stop = new AbortController();
    const signal = halt === undefined ? stop.signal : AbortSignal.any([halt, stop.signal]);
    const watch = new AbortController();
    const stopping = sink
      .until((state) => findRun(state, context.run_id)?.cancel !== undefined, watch.signal)
      .then(() => stop.abort(new Error("The run was stopped")), ignoreEndOfWatch(watch.signal));
    try {
      await this.#drive(context, sink, signal, halt);
      if (halt?.aborted === true) await this.#end(context, sink, "lost", SERVER_STOPPED);
    } catch (cause) {
      await this.#end(context, sink, "failed", failureOf(cause));
    } finally {
      watch.abort();
      await stopping;
    }
    return runOf(context, sink);
  }

  async #drive(
    context: RunContext,
    sink: EventSink,
    signal: AbortSignal,
    halt: AbortSignal | undefined,
  ): Promise<void> {
    for await (const drafts of loop(context, sink, this.#loopServices(context), signal)) {
      if (halt?.aborted === true) return;
      await sink.append(drafts.map((draft) => ofRun(context, draft)));
    }
  }

  #loopServices(context: RunContext): LoopServices {
    const { agents, toolbox, policy, clock, ids, wire } = this.#services;
    const agent = agents.resolve(context.agent);
    const settings = { ...this.#services.settings, ...agent.settings };
    const services = {
      agent,
      settings,
      router: this.#router,
      toolbox: toolbox(),
      policy: policy(),
    };
    return { ...services, clock, ids, ...(wire !== undefined && { wire }) };
  }

  async #end(
    context: RunContext,
    sink: EventSink,
    status: "failed" | "lost",
    error: Failure,
  ): Promise<void> {
    const run = await runOf(context, sink);
    if (isTerminal(run.status)) return;
    await sink.append(failed(run, status, error).map((draft) => ofRun(context, draft)));
  }
}

async function runOf({ run_id }: RunContext, sink: EventSink): Promise<RunState> {
  const run = findRun(await sink.state(), run_id);
  if (run === undefined) throw new Error(`The log holds no turn for the run "${run_id}"`);
  return run;
}

/** Puts a draft under the identities of its run. */
function ofRun({ turn_id, task_id, run_id }: RunContext, draft: EventDraft): EventDraft {
  return { turn_id, task_id, run_id, attempt_id: run_id, ...draft };
}

/** Said of a run that the server could not finish, now or after a restart. */
export const SERVER_STOPPED: Failure = {
  code: "interrupted",
  message: "The server stopped before the answer was complete",
  hint: "What came so far is kept; send the message again to go on",
};

function failureOf(cause: unknown): Failure {
  if (cause instanceof UnknownAgentError) return { code: "unknown_agent", message: cause.message };
  const message = cause instanceof Error ? cause.message : String(cause);
  return { code: "internal", message: `The run broke: ${message}` };
}

function ignoreEndOfWatch(watch: AbortSignal): (reason: unknown) => void {
  return (reason) => {
    if (!watch.aborted) throw reason;
  };
}
