import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

import { z } from "zod";

const PROBE = import.meta.resolve("./probe.ts");

/** How long a process may take until it prints its address. */
const START_MS = 20_000;

/** What a process has used since it started. */
const Consumption = z.object({
  cpuMs: z.number(),
  residentMb: z.number(),
  heapMb: z.number(),
});
export type Consumption = z.infer<typeof Consumption>;

export interface ProcessOptions {
  readonly script: URL;
  readonly args?: readonly string[];
  readonly nodeArgs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A process of its own that serves, and tells what it uses. */
export interface MeasuredProcess {
  /** The address that it printed. */
  readonly url: string;
  consumption(): Promise<Consumption>;
  stop(): Promise<void>;
}

/** Starts a script that prints its address once it serves. Rejects when it ends or takes too long before that. */
export async function startProcess(options: ProcessOptions): Promise<MeasuredProcess> {
  const child = fork(options.script, options.args ?? [], {
    execArgv: ["--import", PROBE, ...(options.nodeArgs ?? [])],
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  try {
    const url = await printedUrl(child, options.script);
    return { url, consumption: () => consumption(child), stop: () => stop(child) };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

async function printedUrl(child: ChildProcess, script: URL): Promise<string> {
  const patience = AbortSignal.timeout(START_MS);
  if (child.stdout === null) throw new Error("The process has no output to read its address from");
  for await (const line of createInterface({ input: child.stdout, signal: patience })) {
    const [url] = /http:\/\/\S+/.exec(line) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error(`Could not start "${script.pathname}": it printed no address`);
}

async function consumption(child: ChildProcess): Promise<Consumption> {
  const answer = once(child, "message");
  child.send("consumption");
  return Consumption.parse((await answer).at(0));
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  await exit;
}
