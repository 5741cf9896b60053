import type { Agent, AgentSettings } from "#runtime/agent/agent.ts";
import type { Surroundings } from "#runtime/agent/template-variables.ts";
import type { OutputKeeper } from "#runtime/artifact/output-keeper.ts";
import type { OutputStore } from "#runtime/artifact/output-store.ts";
import type { Hook } from "#runtime/hook/hook.ts";
import type { MemoryNotes } from "#runtime/memory/agent-memory.ts";
import type { WireRecorder } from "#runtime/model/cassette/wire-store.ts";
import type { Router } from "#runtime/model/routing/model-router.ts";
import type { Clock, Ids } from "#runtime/services.ts";
import type { Policy } from "#runtime/permission/policy.ts";
import type { Toolbox } from "#runtime/tool/toolbox.ts";

/** What one run works with. */
export interface LoopServices {
  readonly agent: Agent;
  /** The agent's own, and the defaults for what it leaves open. */
  readonly settings: AgentSettings;
  readonly router: Router;
  /** Absent, nothing is kept of what crosses the wire. */
  readonly wire?: WireRecorder;
  readonly toolbox: Toolbox;
  /** What is to stand at the end of the prompt: skills that can be read, notes of earlier conversations. */
  readonly notes?: MemoryNotes;
  /** Keeps what is too large for an event; absent, its beginning is all there is. */
  readonly outputs?: Pick<OutputKeeper, "keep">;
  /** Where files that came with questions are; absent, a model is told of them only. */
  readonly files?: Pick<OutputStore, "read">;
  /** What counts now: an answer of a moment ago is in it. */
  readonly policy: () => Policy;
  readonly hooks: readonly Hook[];
  /** What prompts may ask of where they are used; absent, they stay as they are. */
  readonly surroundings?: Surroundings;
  /** Runs while nobody decides an action of the run's thread; absent, no call asks a person anything. */
  readonly exclusive?: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly clock: Clock;
  readonly ids: Ids;
}
