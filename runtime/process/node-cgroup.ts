import { mkdir, readFile, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Bounds that the kernel keeps for all processes of one sandbox together. */
export interface CgroupLimits {
  readonly processes: number;
  readonly memory_bytes: number;
}

/** What ran into those bounds. */
export interface CgroupEvents {
  /** How often a process was refused. */
  readonly refused: number;
  /** How many were ended for lack of memory. */
  readonly killed: number;
}

/** The control groups of one sandbox. */
export interface Cgroup {
  /** A process that writes its id into each of these files is in it. */
  readonly doors: readonly string[];
  events(): Promise<CgroupEvents>;
  /** Rejects while a process is left in it. */
  remove(): Promise<void>;
}

export type MakeCgroup = (name: string, limits: CgroupLimits) => Promise<Cgroup>;

const MOUNT = "/sys/fs/cgroup";

/** How groups are made on this machine; undefined where this process may make none. */
export async function findCgroups(): Promise<MakeCgroup | undefined> {
  const own = await readFile("/proc/self/cgroup", "utf8").catch(() => "");
  for (const make of [makeOlder(own), makeUnified(own)]) {
    const worked = await make(`uar-probe-${process.pid}`, PROBE_LIMITS).then(
      (group) => group.remove().then(() => true),
      () => false,
    );
    if (worked) return make;
  }
  return undefined;
}

const PROBE_LIMITS: CgroupLimits = { processes: 8, memory_bytes: 64 * 1024 * 1024 };

/** Version 1: a tree for each resource. */
function makeOlder(own: string): MakeCgroup {
  return async (name, { processes, memory_bytes }) => {
    const pids = join(MOUNT, "pids", pathIn(own, "pids"), name);
    const memory = join(MOUNT, "memory", pathIn(own, "memory"), name);
    return made([pids, memory], async () => {
      await writeFile(join(pids, "pids.max"), String(processes));
      await writeFile(join(memory, "memory.limit_in_bytes"), String(memory_bytes));
      return {
        refused: () => numberIn(join(pids, "pids.events"), "max"),
        killed: () => numberIn(join(memory, "memory.oom_control"), "oom_kill"),
      };
    });
  };
}

/** Version 2: one tree, whose branches must have been delegated to us. */
function makeUnified(own: string): MakeCgroup {
  return async (name, { processes, memory_bytes }) => {
    const folder = join(MOUNT, pathIn(own, ""), name);
    return made([folder], async () => {
      await writeFile(join(folder, "pids.max"), String(processes));
      await writeFile(join(folder, "memory.max"), String(memory_bytes));
      await writeFile(join(folder, "memory.swap.max"), "0").catch(() => {}); // Not every kernel has it.
      return {
        refused: () => numberIn(join(folder, "pids.events"), "max"),
        killed: () => numberIn(join(folder, "memory.events"), "oom_kill"),
      };
    });
  };
}

interface Counters {
  refused(): Promise<number>;
  killed(): Promise<number>;
}

async function made(folders: readonly string[], limit: () => Promise<Counters>): Promise<Cgroup> {
  const remove = async () => {
    for (const folder of folders) await rmdir(folder).catch(ignoreMissing);
  };
  try {
    for (const folder of folders) await mkdir(folder);
    const counters = await limit();
    return {
      doors: folders.map((folder) => join(folder, "cgroup.procs")),
      events: async () => ({ refused: await counters.refused(), killed: await counters.killed() }),
      remove,
    };
  } catch (error) {
    await remove().catch(() => {}); // Not all of them were made; the failure is the caller's.
    throw error;
  }
}

/** `4:memory:/path`; the unified tree is `0::/path`. */
function pathIn(own: string, controller: string): string {
  const line = own.split("\n").find((one) => one.split(":")[1]?.split(",").includes(controller));
  return line?.split(":").slice(2).join(":") ?? "/";
}

async function numberIn(file: string, key: string): Promise<number> {
  const text = await readFile(file, "utf8").catch(() => "");
  const line = text.split("\n").find((one) => one.startsWith(`${key} `));
  return Number(line?.slice(key.length + 1) ?? 0);
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
}
