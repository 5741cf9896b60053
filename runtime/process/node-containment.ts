import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { platform } from "node:os";
import { promisify } from "node:util";

import { findProgram } from "./node-find-program.ts";
import { guardAgainstOrphans } from "./node-orphan-guard.ts";

/**
 * What ends the descendants of a child, whatever they do to get away:
 * `namespace`: the kernel, which ends all of a process namespace with its first process;
 * `scan`: a search for the mark in their environment, which one that wipes its environment escapes;
 * `group`: the process group, which one that leaves the group escapes.
 */
export type ContainmentLevel = "namespace" | "scan" | "group";

/** How this machine can contain children, found out once. */
export interface Containment {
  readonly level: ContainmentLevel;
  /** Stands before the command. */
  readonly prefix: readonly string[];
  /** Every child's mark begins with it; no other process of ours has the same. */
  readonly host: string;
  /** What may outlive us, for the operator; absent where nothing can. */
  readonly note?: string;
}

/** The file system stays as it is: only the list of processes is the child's own. */
const BWRAP = ["--dev-bind", "/", "/", "--proc", "/proc", "--unshare-pid", "--die-with-parent"];
const SETPRIV = ["--pdeathsig", "KILL"];
const PROBE_TIMEOUT_MS = 5_000;

/** Finds the best containment of this machine; `without` leaves levels out. */
export async function findContainment(
  searchPath = process.env["PATH"] ?? "",
  without: readonly ContainmentLevel[] = [],
): Promise<Containment> {
  const host = randomUUID();
  if (platform() !== "linux" || without.includes("scan")) {
    return { level: "group", prefix: [], host, note: GROUP_NOTE };
  }
  const bwrap = without.includes("namespace")
    ? undefined
    : await working("bwrap", BWRAP, searchPath);
  if (bwrap !== undefined) return { level: "namespace", prefix: bwrap, host };
  guardAgainstOrphans(host);
  const setpriv = await working("setpriv", SETPRIV, searchPath);
  return { level: "scan", prefix: setpriv ?? [], host, note: SCAN_NOTE };
}

/** The program with its arguments, if it can do here what they say; in containers it often cannot. */
async function working(
  name: string,
  args: readonly string[],
  searchPath: string,
): Promise<readonly string[] | undefined> {
  const program = await findProgram(name, searchPath);
  if (program === undefined) return undefined;
  const probe = [...args, "--", program, "--version"];
  const isWorking = await promisify(execFile)(program, probe, { timeout: PROBE_TIMEOUT_MS }).then(
    () => true,
    () => false,
  );
  return isWorking ? [program, ...args, "--"] : undefined;
}

const SCAN_NOTE =
  "A program that an MCP server starts with an emptied environment may outlive it; install bubblewrap to rule that out";
const GROUP_NOTE =
  "A program that leaves the process group of its MCP server may outlive it; this system has nothing to rule that out";
