import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { tmpdir } from "node:os";

import type { Clock } from "#runtime/services.ts";
import { type Cgroup, findCgroups, type MakeCgroup } from "./node-cgroup.ts";
import { findProgram } from "./node-find-program.ts";
import { type ContainedProcess, spawnContained } from "./node-spawn-contained.ts";
import { type Builders, wallsBefore } from "./node-sandbox-walls.ts";
import type { SandboxLimits, SandboxView, SandboxViolation } from "./sandbox.ts";

/** All that a sandboxed program has of an environment. */
const ENVIRONMENT = { PATH: "/usr/bin:/bin", HOME: "/tmp", TMPDIR: "/tmp", LANG: "C.UTF-8" };
const PROBE_MS = 10_000;
const REMOVE_PAUSE_MS = 20;
const MAX_REMOVE_ROUNDS = 100;

/** A program that runs within the walls. */
export interface Sandboxed {
  readonly process: ContainedProcess;
  /** To be called once it has exited: ends what is left, and tells what ran into the walls. */
  close(): Promise<readonly SandboxViolation[]>;
}

/**
 * Walls around programs that a model asks for (S17): namespaces of their own for everything, no
 * network, nobody's account, no capability, no further namespaces, the system read-only, scratch
 * space of a bounded size, and nothing outlives us. The kernel bounds processes and memory.
 */
export interface Sandbox {
  readonly limits: SandboxLimits;
  /** How processes and memory are bounded: for all together, or for each process. */
  readonly bounds: "cgroup" | "rlimit";
  spawn(argv: readonly [string, ...string[]], view: SandboxView): Promise<Sandboxed>;
}

/** Finds whether this machine can put up the walls; there is nothing less safe to fall back to. */
export async function findSandbox(
  limits: SandboxLimits,
  clock: Clock,
  searchPath = process.env["PATH"] ?? "",
): Promise<Sandbox | { readonly unavailable: string }> {
  const bwrap = await findProgram("bwrap", searchPath);
  if (process.platform !== "linux") return { unavailable: "the sandbox needs Linux" };
  if (bwrap === undefined) return { unavailable: "the sandbox needs bubblewrap: install it" };
  const isRoot = process.getuid?.() === 0;
  const cgroups = await findCgroups();
  const drop = isRoot && cgroups === undefined ? await findProgram("setpriv", searchPath) : "";
  if (drop === undefined) return { unavailable: "the sandbox needs setpriv where root runs it" };
  const walls: Walls = { bwrap, drop, limits, cgroups, clock };
  const sandbox: Sandbox = {
    limits,
    bounds: cgroups === undefined ? "rlimit" : "cgroup",
    spawn: (argv, view) => spawnWithin(walls, argv, view),
  };
  const problem = await probe(sandbox);
  return problem === undefined ? sandbox : { unavailable: `the sandbox cannot start: ${problem}` };
}

interface Walls extends Builders {
  readonly limits: SandboxLimits;
  readonly cgroups: MakeCgroup | undefined;
  readonly clock: Clock;
}

async function spawnWithin(
  walls: Walls,
  argv: readonly [string, ...string[]],
  view: SandboxView,
): Promise<Sandboxed> {
  const host = randomUUID();
  const { limits, clock } = walls;
  const group = await walls.cgroups?.(`uar-${host}`, limits);
  const prefix = await wallsBefore(walls, limits, view, group?.doors);
  const [command, ...args] = argv;
  try {
    const process = await spawnContained(
      { command, args, env: ENVIRONMENT, cwd: "/" },
      { level: "namespace", prefix, host },
      clock,
    );
    return {
      process,
      close: async () => {
        await process.swept();
        const events = await group?.events();
        if (group !== undefined) await removed(group, clock);
        return violations(events, limits);
      },
    };
  } catch (error) {
    await group?.remove();
    throw error;
  }
}

/** What was killed leaves its group a moment later. */
async function removed(group: Cgroup, clock: Clock): Promise<void> {
  for (let round = 1; round < MAX_REMOVE_ROUNDS; round += 1) {
    const isGone = await group.remove().then(
      () => true,
      () => false,
    );
    if (isGone) return;
    await clock.sleep(REMOVE_PAUSE_MS);
  }
  await group.remove();
}

function violations(
  events: { readonly refused: number; readonly killed: number } | undefined,
  { processes, memory_bytes }: SandboxLimits,
): readonly SandboxViolation[] {
  const refused = (events?.refused ?? 0) > 0;
  const killed = (events?.killed ?? 0) > 0;
  const target = { processes: `${processes} processes`, memory: `${memory_bytes} bytes of memory` };
  return [
    ...(refused
      ? [{ operation: "process", target: target.processes, outcome: "blocked" } as const]
      : []),
    ...(killed ? [{ operation: "limit", target: target.memory, outcome: "killed" } as const] : []),
  ];
}

/** What stands in the way of a program that starts another one; undefined where nothing does. */
async function probe(sandbox: Sandbox): Promise<string | undefined> {
  const view = { workspace: tmpdir(), read_roots: [] };
  try {
    const running = await sandbox.spawn(["/usr/bin/env", "/usr/bin/env", "true"], view);
    const { child } = running.process;
    const said = child.stderr.setEncoding("utf8").toArray();
    child.stdout.resume();
    child.stdin.end();
    try {
      await once(child, "exit", { signal: AbortSignal.timeout(PROBE_MS) });
      if (child.exitCode === 0) return undefined;
    } finally {
      running.process.kill();
      await running.close();
    }
    const words = (await said).join("").trim();
    return words === "" ? "it ended at once" : words.split("\n")[0];
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
