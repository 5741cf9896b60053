import type { z } from "zod";

import type { AgentRegistry } from "#runtime/agent/registry.ts";
import type { SkillServices } from "#runtime/agent/skill/skill-store.ts";
import type { Scheduler } from "#runtime/agent/trigger/scheduler.ts";
import type { Subagents } from "#runtime/agent/sub-agent/subagents.ts";
import type { OutputKeeper } from "#runtime/artifact/output-keeper.ts";
import type { OutputStore } from "#runtime/artifact/output-store.ts";
import type { MemoryStore } from "#runtime/memory/memory-store.ts";
import type { ModelResolver } from "#runtime/model/driver.ts";
import type { Policy } from "#runtime/permission/policy.ts";
import type { RememberedRules } from "#runtime/permission/remembered-rules.ts";
import type { RunningProcesses } from "#runtime/process/running-processes.ts";
import type { RunViewer } from "#runtime/replay/export/formats.ts";
import type { RunQueue } from "#runtime/run-queue.ts";
import type { Clock, Ids } from "#runtime/services.ts";
import type { Threads } from "#runtime/threads.ts";
import type { Toolbox } from "#runtime/tool/toolbox.ts";

/** What commands work with. */
export interface ControlServices {
  readonly threads: Threads;
  readonly queue: RunQueue;
  readonly toolbox: () => Toolbox;
  readonly agents: AgentRegistry;
  readonly subagents: Subagents;
  /** What agents remember; absent, nothing is kept. */
  readonly memory?: MemoryStore;
  /** When agents are asked by themselves; absent, never. */
  readonly schedules?: Pick<Scheduler, "list" | "pause">;
  /** The skills in folders; absent, there are none. */
  readonly skills?: SkillServices;
  readonly models: ModelResolver;
  readonly permissions: PermissionServices;
  /** What must not leave the process: keys that it was started with. */
  readonly secretValues?: readonly string[];
  /** Draws the page that an exported run becomes; absent where no browser bundle was built. */
  readonly viewer?: RunViewer;
  /** Outputs that are kept beside the logs; absent, none are. */
  readonly outputs?: OutputStore;
  /** Keeps the files that come with messages there. */
  readonly keeper?: Pick<OutputKeeper, "keep" | "keepBytes">;
  /** The commands that tools run now; absent, none can be reached. */
  readonly processes?: RunningProcesses;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** What may be done without asking. */
export interface PermissionServices {
  /** What counts for every agent now, whatever its source. */
  readonly policy: () => Policy;
  readonly remembered: RememberedRules;
}

/** One entry of the catalogue: the same whatever the transport that brings it. */
export interface Command<Input extends z.ZodType = z.ZodType, Result = unknown> {
  readonly name: string;
  readonly description: string;
  /** Whether it only answers, or writes events. */
  readonly kind: "read" | "write";
  readonly input: Input;
  /** Why it can only refuse: its service does not exist yet. */
  readonly unavailable?: string;
  run(input: z.output<Input>, services: ControlServices): Promise<Result>;
}

/** Ties a command's schema to its work, so that `run` gets what the schema describes. */
export function command<Input extends z.ZodType, Result>(
  definition: Command<Input, Result>,
): Command<Input, Result> {
  return definition;
}

export type CommandErrorCode =
  | "unknown_command"
  | "invalid_input"
  | "not_found"
  | "conflict"
  | "read_only"
  | "unavailable";

/** A command could not be done, in words for whoever sent it. */
export class CommandError extends Error {
  override name = "CommandError";
  readonly code: CommandErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: CommandErrorCode,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.details = details;
  }
}
