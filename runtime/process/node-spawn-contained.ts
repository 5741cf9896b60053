import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";

import type { Clock } from "#runtime/services.ts";
import type { Containment } from "./node-containment.ts";
import { findProgram } from "./node-find-program.ts";
import { isMarkFor, markFor } from "./node-mark.ts";
import { markedProcesses } from "./node-process-table.ts";
import { signal, sweep } from "./node-sweep.ts";

const SWEEP_PAUSE_MS = 10;
const CAN_LEAD_A_GROUP = process.platform !== "win32";

export interface ContainedCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string | undefined;
  /** All of the child's environment, but for the mark. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Starts a child process. The only way to start one: no descendant outlives the child, and neither
 * outlives this process, as far as the containment says. Rejects when the program cannot be started.
 */
export async function spawnContained(
  { command, args, cwd, env }: ContainedCommand,
  containment: Containment,
  clock: Clock,
): Promise<ContainedProcess> {
  const { host, prefix } = containment;
  const mark = randomUUID();
  const [program = command, ...before] = prefix;
  // What stands before the command would start, and then report in its own words.
  if (prefix.length > 0 && (await findProgram(command, env["PATH"] ?? "", cwd)) === undefined) {
    throw new Error(`There is no program "${command}"`);
  }
  const child = spawn(program, prefix.length > 0 ? [...before, command, ...args] : args, {
    ...(cwd !== undefined && { cwd }),
    env: { ...env, ...markFor(host, mark) },
    detached: CAN_LEAD_A_GROUP,
    shell: false,
    windowsHide: true,
  });
  await once(child, "spawn");
  return new ContainedProcess(child, containment, mark, clock);
}

/** A running child and all that descends from it. */
export class ContainedProcess {
  readonly child: ChildProcessWithoutNullStreams;
  readonly #containment: Containment;
  readonly #isMark: (entry: string) => boolean;
  readonly #clock: Clock;

  constructor(
    child: ChildProcessWithoutNullStreams,
    containment: Containment,
    mark: string,
    clock: Clock,
  ) {
    this.child = child;
    this.#containment = containment;
    this.#isMark = isMarkFor(containment.host, mark);
    this.#clock = clock;
  }

  /** Asks the child and its descendants to end. */
  async terminate(): Promise<void> {
    const { pid } = this.child;
    if (pid === undefined) return;
    if (this.#containment.level === "group") return this.#signalGroup("SIGTERM");
    const found = await markedProcesses(this.#isMark);
    // bwrap and the first process of its namespace pass no signal on; their end would be a kill.
    const isKeeper =
      this.#containment.level === "namespace"
        ? (known: { pid: number; parent: number }) => known.pid === pid || known.parent === pid
        : () => false;
    for (const known of found) if (!isKeeper(known)) signal(known.pid, "SIGTERM");
  }

  /** Ends the child and its group at once; `swept` sees to the rest. */
  kill(): void {
    this.#signalGroup("SIGKILL");
  }

  /**
   * To be called when the child has exited: ends what it left behind and resolves when nothing is
   * left. Answers with the ids of processes that could not be ended.
   */
  async swept(): Promise<readonly number[]> {
    this.kill();
    if (this.#containment.level === "group") return [];
    const left = await sweep(this.#isMark, () => this.#clock.sleep(SWEEP_PAUSE_MS));
    return left.map(({ pid }) => pid);
  }

  #signalGroup(name: "SIGTERM" | "SIGKILL"): void {
    const { pid } = this.child;
    if (pid === undefined) return;
    if (CAN_LEAD_A_GROUP) signal(-pid, name);
    else this.child.kill(name);
  }
}
