import { once } from "node:events";

import type { Containment } from "#runtime/process/node-containment.ts";
import { type ContainedProcess, spawnContained } from "#runtime/process/node-spawn-contained.ts";
import type { Clock } from "#runtime/services.ts";
import type { Hook, HookInput } from "./hook.ts";
import { type HookConfig, hookName } from "./hook-config.ts";

/** What a command may write to each of its outputs. */
const MAX_OUTPUT_CHARS = 256 * 1024;
const SHOWN_CHARS = 1_000;
/** The exit code by which a command says no; its words are on standard error. */
const NO = 2;

interface CommandServices {
  readonly containment: Containment;
  readonly clock: Clock;
  /** All of the command's environment. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * A command as a hook. It reads the input as one JSON value and answers with one; without output it
 * has nothing to say. Exit code 2 is a no, any other but 0 a failure. Nothing it starts outlives it.
 */
export function commandHook(config: HookConfig, services: CommandServices): Hook {
  const { name: _, command, ...rest } = config;
  return {
    ...rest,
    name: hookName(config),
    run: (input, signal) => runCommand(command, input, services, signal),
  };
}

async function runCommand(
  [command = "", ...args]: readonly string[],
  input: HookInput,
  { containment, clock, env }: CommandServices,
  signal: AbortSignal,
): ReturnType<Hook["run"]> {
  signal.throwIfAborted();
  const running = await spawnContained({ command, args, env }, containment, clock);
  const kill = () => running.kill();
  signal.addEventListener("abort", kill, { once: true });
  if (signal.aborted) kill();
  try {
    return answerOf(await talk(running, input));
  } finally {
    signal.removeEventListener("abort", kill);
    await running.swept();
  }
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function talk({ child }: ContainedProcess, input: HookInput): Promise<Ended> {
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout = (stdout + text).slice(0, MAX_OUTPUT_CHARS + 1);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(0, MAX_OUTPUT_CHARS);
  });
  // A command that does not read its input may be gone before it is written; its answer counts.
  child.stdin.on("error", () => {});
  child.stdin.end(JSON.stringify(input));
  await once(child, "close");
  return { code: child.exitCode, stdout, stderr };
}

function answerOf({ code, stdout, stderr }: Ended): Awaited<ReturnType<Hook["run"]>> {
  const words = stderr.trim().slice(0, SHOWN_CHARS);
  if (code === NO) return { decision: "deny", ...(words !== "" && { reason: words }) };
  if (code !== 0) {
    const how = code === null ? "It was ended by a signal" : `It ended with the code ${code}`;
    throw new Error(words === "" ? how : `${how}: ${words}`);
  }
  if (stdout.trim() === "") return {};
  if (stdout.length > MAX_OUTPUT_CHARS) {
    throw new Error(`It answered with more than ${MAX_OUTPUT_CHARS} characters`);
  }
  try {
    // What it holds is checked by whoever called the hook.
    return JSON.parse(stdout) as Awaited<ReturnType<Hook["run"]>>;
  } catch (cause) {
    const shown = JSON.stringify(stdout.trim().slice(0, SHOWN_CHARS));
    throw new Error(`Its answer is not JSON: ${shown}`, { cause });
  }
}
