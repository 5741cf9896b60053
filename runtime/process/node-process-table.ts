import { readdir, readFile } from "node:fs/promises";

export interface MarkedProcess {
  readonly pid: number;
  readonly parent: number;
}

/**
 * The living processes whose environment holds an entry that the test accepts. It finds what left its
 * parent, its group and its session, and misses what wiped its environment. Only Linux tells.
 */
export async function markedProcesses(
  isMark: (entry: string) => boolean,
): Promise<readonly MarkedProcess[]> {
  const names = await readdir("/proc").catch(() => []);
  const pids = names.map(Number).filter((pid) => Number.isInteger(pid) && pid !== process.pid);
  const found = await Promise.all(pids.map((pid) => lookAt(pid, isMark)));
  return found.flatMap((known) => known ?? []);
}

/** Undefined for one that has ended meanwhile, and for those of other accounts. */
async function lookAt(
  pid: number,
  isMark: (entry: string) => boolean,
): Promise<MarkedProcess | undefined> {
  try {
    const environment = await readFile(`/proc/${pid}/environ`, "latin1");
    if (!environment.split("\0").some(isMark)) return undefined;
    return { pid, parent: parentIn(await readFile(`/proc/${pid}/stat`, "latin1")) };
  } catch {
    return undefined;
  }
}

/** `pid (name) state parent …`, where the name may hold anything. */
function parentIn(stat: string): number {
  const [, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return Number(parent);
}
