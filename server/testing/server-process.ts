import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { onTestFinished } from "vitest";

const MAIN = join(import.meta.dirname, "..", "main.ts");
const TOKEN = "token-of-the-tests-token-of-the-tests";
const READY = /ready at (http:\/\/[^/]+)\/login/;

export interface ServerOptions {
  readonly data: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Limits of the shell that becomes the server, such as `ulimit -n 128`. */
  readonly limits?: string;
}

/** A data directory that is gone when its test is over. */
export async function dataDirectory(): Promise<string> {
  const data = await mkdtemp(join(tmpdir(), "uar-server-"));
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  return data;
}

/** Starts a whole server in a process of its own; it ends with its test at the latest. */
export async function startServer({
  data,
  env,
  limits = ":",
}: ServerOptions): Promise<ServerProcess> {
  const child = spawn("sh", ["-c", `${limits}; exec "$0" "$@"`, process.execPath, MAIN, "serve"], {
    env: { PATH: process.env["PATH"], UAR_TOKEN: TOKEN, UAR_PORT: "0", UAR_DATA: data, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const origin = READY.exec(line)?.[1];
    if (origin !== undefined) return new ServerProcess(child, origin);
  }
  throw new Error("The server ended before it was ready");
}

/** A running server, called as a program with its token would. */
export class ServerProcess {
  readonly child: ChildProcess;
  readonly #origin: string;

  constructor(child: ChildProcess, origin: string) {
    this.child = child;
    this.#origin = origin;
  }

  fetch(path: string, init: { readonly signal?: AbortSignal } = {}): Promise<Response> {
    return fetch(`${this.#origin}${path}`, { ...init, headers: this.#headers() });
  }

  /** Submits a message; answers as `POST /api/chat` does. */
  async ask(message: string, more: object = {}): Promise<Asked> {
    const response = await fetch(`${this.#origin}/api/chat`, {
      method: "POST",
      headers: { ...this.#headers(), "content-type": "application/json" },
      body: JSON.stringify({ message, ...more }),
    });
    if (response.status !== 202) throw new Error(await response.text());
    // The answer's shape is one of the doors that stay.
    return (await response.json()) as Asked;
  }

  /** Sends a signal and waits for the end; answers with the exit code, null after a signal. */
  async end(...signals: readonly NodeJS.Signals[]): Promise<number | null> {
    const exit = once(this.child, "exit");
    for (const signal of signals) this.child.kill(signal);
    const [code] = (await exit) as [number | null];
    return code;
  }

  #headers(): Record<string, string> {
    return { authorization: `Bearer ${TOKEN}` };
  }
}

interface Asked {
  readonly session_id: string;
  readonly thread_id: string;
  readonly run_id: string;
}
