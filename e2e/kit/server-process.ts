import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The line that says that the server can serve; its first group is the address. */
  readonly ready: RegExp;
}

/** A server in a process of its own, which a test may kill and start again. */
export class ServerProcess {
  #process: ChildProcess | undefined;

  /** Starts it; resolves with its address once it says that it can serve. */
  async start({ command, args, env = {}, ready }: ServerCommand): Promise<string> {
    const { PATH = "", HOME = "" } = process.env;
    const child = spawn(command, args, {
      env: { PATH, HOME, ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#process = child;
    for await (const line of createInterface({ input: child.stdout })) {
      const address = ready.exec(line)?.[1];
      if (address === undefined) continue;
      child.stdout.resume();
      return address;
    }
    throw new Error("The server ended before it was ready");
  }

  /** Ends the server at once, as a crash would. Resolves when it is gone. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  }
}
