import type { Surroundings } from "#runtime/agent/template-variables.ts";
import { AgentRegistry, type AgentSources } from "#runtime/agent/registry.ts";
import type { Agent, AgentSettings } from "#runtime/agent/agent.ts";
import type { OutputStore } from "#runtime/artifact/output-store.ts";
import type { ControlServices } from "#runtime/control/command.ts";
import { perform } from "#runtime/control/dispatch.ts";
import { submitTurn, type SubmittedTurn } from "#runtime/control/submit-turn.ts";
import type { EventOf, EventType, RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { FoldKeeper } from "#runtime/fold-cache/fold-keeper.ts";
import type { Hook } from "#runtime/hook/hook.ts";
import { openMemoryStore } from "#runtime/log/memory-log.ts";
import type { LogStore } from "#runtime/log/port.ts";
import type { MemoryStore } from "#runtime/memory/memory-store.ts";
import type { WireRecorder } from "#runtime/model/cassette/wire-store.ts";
import type { ModelDriver } from "#runtime/model/driver.ts";
import type { RoutableModels } from "#runtime/model/routing/model-facts.ts";
import type { RememberedRules } from "#runtime/permission/remembered-rules.ts";
import { findRun, isTerminal } from "#runtime/state/run-queries.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { type Tool, ToolError } from "#runtime/tool/tool.ts";
import { Toolbox } from "#runtime/tool/toolbox.ts";
import type { SkillServices } from "./agent/skill/skill-store.ts";
import { testModels } from "./testing/test-models.ts";
import {
  memoryOf,
  outputsOf,
  rememberedBy,
  settingsOf,
  testPermissions,
} from "./testing/test-parts.ts";
import { Subagents } from "./agent/sub-agent/subagents.ts";
import { Revival } from "./revival.ts";
import { RunQueue } from "./run-queue.ts";
import type { RuntimeServices } from "./runtime-services.ts";
import { UniversalAgentRuntime } from "./runtime.ts";
import type { Clock, Ids } from "./services.ts";
import { systemClock, systemIds } from "./system-services.ts";
import type { Thread } from "./thread.ts";
import { Threads } from "./threads.ts";

/** How long a test waits for something that should happen; longer means that it never will. */
const PATIENCE_MS = 5_000;

export interface TestRuntimeOptions {
  /** The passes of a scenario, as YAML; played as fast as it goes. */
  readonly passes?: string;
  /** Instead of a scenario. */
  readonly driver?: ModelDriver;
  /** Instead of either. */
  readonly models?: RoutableModels;
  readonly tools?: readonly Tool[];
  /** Instead of these, tools that may change. */
  readonly toolbox?: () => Toolbox;
  readonly policy?: unknown;
  readonly remembered?: RememberedRules;
  readonly hooks?: readonly Hook[];
  readonly agents?: readonly Agent[];
  /** Where further agents come from. */
  readonly sources?: AgentSources;
  readonly clock?: Clock;
  readonly ids?: Ids;
  /** Values that the writer strikes out of every event. */
  readonly secrets?: readonly string[];
  readonly store?: LogStore;
  /** Hears of every event that is written. */
  readonly heard?: (event: RuntimeEvent) => void;
  readonly folds?: FoldKeeper;
  readonly cold?: boolean;
  readonly wire?: WireRecorder;
  readonly quietMs?: number;
  /** Where whole outputs are kept; absent, nowhere. */
  readonly outputs?: OutputStore;
  readonly settings?: AgentSettings;
  readonly memory?: MemoryStore;
  readonly surroundings?: Surroundings;
  readonly programs?: RuntimeServices["programs"] & {};
  readonly skills?: SkillServices;
  /** Ends the attempts to go on with threads whose log failed. */
  readonly halt?: AbortSignal;
}

/** A whole runtime in memory, driven by a script: what the tests of `runtime/` talk to. */
export async function testRuntime(options: TestRuntimeOptions = {}): Promise<TestRuntime> {
  const clock = options.clock ?? systemClock;
  const ids = options.ids ?? systemIds();
  const store = options.store ?? openMemoryStore();
  const memory = memoryOf(options);
  const outputs = outputsOf(options, memory.secrets);
  const threads = new Threads(store, { clock, ids, ...memory });
  const box = new Toolbox(options.tools ?? [reader, writer]);
  const toolbox = options.toolbox ?? (() => box);
  const agents = new AgentRegistry(options.agents ?? [], options.sources);
  const models = await testModels(options, clock);
  const permissions = testPermissions(options);
  const kept = rememberedBy(options);
  const wake = (thread: Thread) => queue.wake(thread);
  const subagents = new Subagents({ threads, agents, ids, clock, wake });
  const runtime = new UniversalAgentRuntime({
    agents,
    threads,
    subagents,
    models,
    toolbox,
    policy: permissions.policy,
    hooks: options.hooks ?? [],
    clock,
    ids,
    random: { next: () => 0.5 },
    ...settingsOf(options),
    ...outputs.keeping,
    ...kept.forRuns,
  });
  const failures: unknown[] = [];
  const revival = new Revival({
    threads,
    clock,
    wake,
    report: (_thread, failure) => failures.push(failure),
    halt: options.halt ?? new AbortController().signal,
  });
  const queue = new RunQueue(runtime, threads, (thread, failure) => {
    void revival.failed(thread, failure);
  });
  return new TestRuntime(
    {
      threads,
      queue,
      toolbox,
      agents,
      subagents,
      models,
      permissions,
      clock,
      ids,
      ...outputs.kept,
      ...kept.forCommands,
    },
    failures,
  );
}

export class TestRuntime {
  readonly services: ControlServices;
  /** What the queue reported: threads whose log failed. */
  readonly failures: readonly unknown[];

  constructor(services: ControlServices, failures: readonly unknown[]) {
    this.services = services;
    this.failures = failures;
  }

  /** Starts to work on what the store holds, as a server does that comes back. */
  async boot(): Promise<void> {
    const { threads, queue } = this.services;
    await threads.load((thread) => queue.wake(thread));
  }

  submit(text: string, more: object = {}): Promise<SubmittedTurn> {
    return perform(submitTurn, { input: { text }, ...more }, this.services);
  }

  /** Submits a message and waits for its run to end. */
  async ask(text: string, more: object = {}): Promise<{ run: RunState; events: RuntimeEvent[] }> {
    const { run_id } = await this.submit(text, more);
    return this.ended(run_id);
  }

  async ended(runId: string): Promise<{ run: RunState; events: RuntimeEvent[] }> {
    const run = await this.reaches(runId, ({ status }) => isTerminal(status));
    const entries = await (await this.thread(runId)).log.read(0);
    return { run, events: entries.map(({ event }) => event) };
  }

  /** Waits until a run satisfies a condition. */
  async reaches(runId: string, condition: (run: RunState) => boolean): Promise<RunState> {
    const thread = await this.thread(runId);
    const patience = AbortSignal.timeout(PATIENCE_MS);
    const state = await thread.until((known) => {
      const run = findRun(known, runId);
      return run !== undefined && condition(run);
    }, patience);
    const run = findRun(state, runId);
    if (run === undefined) throw new Error(`No run "${runId}"`);
    return run;
  }

  async thread(id: string): Promise<Thread> {
    const thread = await this.services.threads.find(id);
    if (thread === undefined) throw new Error(`No thread holds "${id}"`);
    return thread;
  }
}

/** The types of events, without the loop's own status lines. */
export function typesOf(events: readonly RuntimeEvent[]): readonly EventType[] {
  return events.map(({ type }) => type).filter((type) => type !== "run.status");
}

/** The payloads of one class of events, in order. */
export function payloadsOf<Type extends EventType>(
  events: readonly RuntimeEvent[],
  type: Type,
): readonly EventOf<Type>["payload"][] {
  // The filter leaves events of this class only.
  return events.filter((event) => event.type === type).map(({ payload }) => payload as never);
}

/** Reads: allowed without asking, safe side by side. */
export const reader: Tool = {
  name: "read",
  description: "Reads a file",
  source: "native",
  effect: "read",
  input_schema: { type: "object", properties: { path: { type: "string" } } },
  run: async (args, context) => {
    context.progress({ progress: 1, total: 2, message: "half way" });
    if (args["path"] === "missing.md") throw new ToolError("There is no missing.md");
    return { content: `read ${JSON.stringify(args["path"])}` };
  },
};

/** Writes: asks first. */
export const writer: Tool = {
  name: "write",
  description: "Writes a file",
  source: "native",
  effect: "at_most_once",
  input_schema: {
    type: "object",
    properties: { path: { type: "string" } },
    required: ["path"],
  },
  run: async (args) => ({ content: `wrote ${JSON.stringify(args["path"])}` }),
};

/** Pauses up to this are pacing, over at once; longer ones are waits that a test must end. */
const PACING_MS = 1_000;

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #ms = Date.parse("2026-01-01T00:00:00.000Z");
  readonly #sleepers = new Set<{ at: number; wake: () => void }>();
  readonly #watchers = new Set<{ ms: number; tell: () => void }>();

  now(): string {
    return new Date(this.#ms).toISOString();
  }

  monotonic(): number {
    return this.#ms;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (ms < PACING_MS) return resolve();
      if (signal?.aborted === true) return reject(signal.reason);
      const sleeper = { at: this.#ms + ms, wake: resolve };
      this.#sleepers.add(sleeper);
      for (const watcher of this.#watchers) if (watcher.ms >= ms) watcher.tell();
      signal?.addEventListener("abort", () => {
        this.#sleepers.delete(sleeper);
        reject(signal.reason);
      });
    });
  }

  /** Resolves once somebody sleeps who will wake within so many milliseconds. */
  asleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const tell = (): void => {
        this.#watchers.delete(watcher);
        resolve();
      };
      const watcher = { ms, tell };
      this.#watchers.add(watcher);
      if ([...this.#sleepers].some(({ at }) => at <= this.#ms + ms)) tell();
    });
  }

  advance(ms: number): void {
    this.#ms += ms;
    for (const sleeper of this.#sleepers) {
      if (sleeper.at > this.#ms) continue;
      this.#sleepers.delete(sleeper);
      sleeper.wake();
    }
  }
}
