import type { SkillServices } from "#runtime/agent/skill/skill-store.ts";
import type { Subagents } from "#runtime/agent/sub-agent/subagents.ts";
import type { AgentSettings } from "#runtime/agent/agent.ts";
import type { AgentRegistry } from "#runtime/agent/registry.ts";
import type { Surroundings } from "#runtime/agent/template-variables.ts";
import type { OutputKeeper } from "#runtime/artifact/output-keeper.ts";
import type { OutputStore } from "#runtime/artifact/output-store.ts";
import type { MemoryStore } from "#runtime/memory/memory-store.ts";
import type { WireRecorder } from "#runtime/model/cassette/wire-store.ts";
import type { RoutableModels } from "#runtime/model/routing/model-facts.ts";
import type { Hook } from "#runtime/hook/hook.ts";
import type { Policy } from "#runtime/permission/policy.ts";
import type { AgentProgram } from "#runtime/tool/builtin/agent-program.ts";
import type { Tool } from "#runtime/tool/tool.ts";
import type { Toolbox } from "#runtime/tool/toolbox.ts";
import type { Clock, Ids, Random } from "./services.ts";
import type { Threads } from "./threads.ts";

/** What a runtime works with; where it came from is the composition's business. */
export interface RuntimeServices {
  readonly agents: AgentRegistry;
  readonly models: RoutableModels;
  /** The inventory now; a run keeps the one that it began with. */
  readonly toolbox: () => Toolbox;
  readonly policy: () => Policy;
  /** Called at their points of every run, in this order. */
  readonly hooks?: readonly Hook[];
  /** What prompts may ask of where they are used; absent, they stay as they are. */
  readonly surroundings?: Surroundings;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  /** For what agents leave open; absent, providers choose. */
  readonly settings?: AgentSettings;
  /** Where the exchanges with providers are kept; absent, nowhere. */
  readonly wire?: WireRecorder;
  /** Keeps outputs that are too large for an event; absent, their beginning is all there is. */
  readonly outputs?: Pick<OutputKeeper, "keep">;
  /** Where files that came with questions are; absent, a model is told of them only. */
  readonly files?: Pick<OutputStore, "read">;
  /** Where skills in folders are; absent, there are none. */
  readonly skills?: SkillServices;
  /** The tools that an agent's own programs are; absent, none is. */
  readonly programs?: (programs: readonly AgentProgram[]) => readonly Tool[];
  /** Where agents keep what they remember; absent, none has a long-term memory. */
  readonly memory?: MemoryStore;
  /** Holds back who would decide an action of a thread meanwhile; absent, no call asks a person anything. */
  readonly threads?: Pick<Threads, "exclusive">;
  /** Where agents hand tasks to others; absent, none does. */
  readonly subagents?: Subagents;
  /** How long a run may make no progress before it says so; absent, it never does. */
  readonly quietMs?: number;
}
