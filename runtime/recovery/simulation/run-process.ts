import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

import { ProcessLine, type ProcessPlan } from "./process-plan.ts";

/** What a process said until it ended, or was killed. */
export interface ProcessEnd {
  readonly lines: readonly ProcessLine[];
  readonly wasKilled: boolean;
}

/** Each process loads the same code; one that ends in order leaves it compiled for the next. */
const NODE_COMPILE_CACHE = new URL("../../../node_modules/.cache/compile", import.meta.url)
  .pathname;

/** Runs a process of the simulation. `kill` says when it is killed from outside; absent, never. */
export async function runProcess(
  plan: ProcessPlan,
  kill?: (lines: readonly ProcessLine[], die: () => void) => void,
): Promise<ProcessEnd> {
  const program = new URL("runtime-process.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [program, JSON.stringify(plan)], {
    env: { ...process.env, NODE_COMPILE_CACHE },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "close");
  const lines: ProcessLine[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(ProcessLine.parse(JSON.parse(line)));
    kill?.(lines, () => child.kill("SIGKILL"));
  }
  await ended;
  const wasKilled = child.signalCode === "SIGKILL";
  if (!wasKilled && child.exitCode !== 0) {
    throw new Error(`The process ended with exit code ${child.exitCode}: ${JSON.stringify(plan)}`);
  }
  return { lines, wasKilled };
}
