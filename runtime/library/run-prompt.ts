import { Agent } from "#runtime/agent/agent.ts";
import { AgentRegistry } from "#runtime/agent/registry.ts";
import { cancelRequest } from "#runtime/control/queued-turn.ts";
import { turnDrafts } from "#runtime/control/submit-turn.ts";
import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { Json } from "#runtime/event/shared.ts";
import { openMemoryStore } from "#runtime/log/memory-log.ts";
import type { ModelMessage, ModelSettings } from "#runtime/model/driver.ts";
import { AgentSdkError } from "#runtime/model/model-errors.ts";
import { PermissionPolicy, withRules } from "#runtime/permission/policy.ts";
import { readAnswer } from "#runtime/prompt/read-answer.ts";
import type { RoutableModels } from "#runtime/model/routing/model-facts.ts";
import type { RunContext } from "#runtime/run-context.ts";
import { UniversalAgentRuntime } from "#runtime/runtime.ts";
import type { Clock, Ids, Random } from "#runtime/services.ts";
import { findRun } from "#runtime/state/run-queries.ts";
import { type RunReadModel, runReadModel } from "#runtime/state/run-read-model.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import type { Tool } from "#runtime/tool/tool.ts";
import { Toolbox } from "#runtime/tool/toolbox.ts";
import { Threads } from "#runtime/threads.ts";
import type { Thread } from "#runtime/thread.ts";
import { boundedModels } from "./bounded-models.ts";
import { runEvents } from "./run-events.ts";

/** The services of the machine that a run takes place on. */
export interface RunPlatform {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
}

/** All that one run is made of, once prompt, tools and model are found. */
export interface PreparedRun {
  readonly agent: Agent;
  readonly messages: readonly ModelMessage[];
  readonly input: string;
  readonly tools: readonly Tool[];
  readonly models: RoutableModels;
  readonly model: string;
  readonly maxSteps: number;
  readonly response_schema?: NonNullable<ModelSettings["response_schema"]>;
  readonly signal?: AbortSignal | undefined;
}

/** What a run came to. */
export interface AgentResult {
  readonly text: string;
  /** The answer as the data that the schema describes; absent without one. */
  readonly output?: Json;
  readonly run: RunReadModel;
  readonly events: readonly RuntimeEvent[];
}

/** A run that began and did not complete; `run` holds what it got to. */
export class RunFailedError extends AgentSdkError {
  override name = "RunFailedError";
  readonly code: string;
  readonly run: RunReadModel;

  constructor(run: RunReadModel) {
    const { code = run.status, message = `The run ended as ${run.status}`, hint } = run.error ?? {};
    super(message, hint);
    this.code = code;
    this.run = run;
  }
}

/** A run on its way: its events as they come, and what it comes to. */
export interface AgentStream extends AsyncIterable<RuntimeEvent> {
  /** Rejects with RunFailedError, InvalidAnswerError, or the reason of the signal that stopped the run. */
  readonly result: Promise<AgentResult>;
}

/** Begins a run in a log of its own, in memory. */
export async function beginRun(prepared: PreparedRun, platform: RunPlatform): Promise<AgentStream> {
  const { signal } = prepared;
  signal?.throwIfAborted();
  const { clock, ids } = platform;
  const threads = new Threads(openMemoryStore(), { clock, ids, cold: false });
  const thread = await threads.open({ session_id: ids.next("s"), thread_id: ids.next("th") });
  const context = await submit(thread, prepared, ids);
  const ended = execute(thread, context, prepared, platform);
  const result = ended.then((run) => resultOf(run, thread, prepared));
  // Whoever reads the events alone learns of the end from them.
  result.catch(() => {});
  return { [Symbol.asyncIterator]: () => runEvents(thread.log), result };
}

async function submit(thread: Thread, prepared: PreparedRun, ids: Ids): Promise<RunContext> {
  const { agent, model, input: text, messages } = prepared;
  const turn = { turn_id: ids.next("t"), task_id: ids.next("task"), run_id: ids.next("r") };
  await thread.append([
    { type: "session.created", payload: {} },
    { type: "thread.started", payload: {} },
    ...turnDrafts(turn, { input: { text }, options: { agent: agent.id, model } }),
  ]);
  const { session_id, thread_id } = thread;
  return { ...turn, session_id, thread_id, messages, user_input: text, agent: agent.id, model };
}

async function execute(
  thread: Thread,
  context: RunContext,
  { agent, tools, signal, ...asked }: PreparedRun,
  platform: RunPlatform,
): Promise<RunState> {
  const toolbox = new Toolbox(tools);
  const policy = withRules(CALLERS_TOOLS, [], "agent");
  const runtime = new UniversalAgentRuntime({
    ...platform,
    agents: new AgentRegistry([agent]),
    models: boundedModels(asked.models, asked),
    toolbox: () => toolbox,
    policy: () => policy,
  });
  let cancelling: Promise<void> | undefined;
  const stop = (): void => {
    cancelling = cancel(thread, context.run_id);
  };
  signal?.addEventListener("abort", stop, { once: true });
  try {
    return await runtime.startRun(context, thread);
  } finally {
    signal?.removeEventListener("abort", stop);
    await cancelling;
  }
}

/** Whoever hands a function over as a tool has allowed it; what an agent's own rules deny stays denied. */
const CALLERS_TOOLS = PermissionPolicy.parse({ mode: "bypass" });

async function cancel(thread: Thread, run_id: string): Promise<void> {
  const run = findRun(await thread.state(), run_id);
  if (run !== undefined) await thread.append([cancelRequest(run, "Stopped by the caller")]);
}

async function resultOf(
  run: RunState,
  thread: Thread,
  { input, signal, response_schema }: PreparedRun,
): Promise<AgentResult> {
  const read = runReadModel(run, input);
  if (read.status === "cancelled") signal?.throwIfAborted();
  if (read.status !== "completed") throw new RunFailedError(read);
  const entries = await thread.log.read(0);
  const events = entries.map(({ event }) => event);
  const { text } = read;
  const answer = response_schema && { output: readAnswer(text, response_schema.schema) };
  return { text, run: read, events, ...answer };
}
