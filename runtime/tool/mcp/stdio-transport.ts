import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";

import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/client";

import type { StdioServerConfig } from "./config.ts";
import type { Variables } from "./expand-variables.ts";
import { LineReader } from "./line-reader.ts";
import { ConnectionEnd, MAX_MESSAGE_BYTES, type TransportHooks } from "./transport.ts";

/** What a child gets of our environment; the rest may hold secrets that are none of its business. */
const INHERITED_VARIABLES = ["PATH", "HOME", "LANG", "TERM", "SystemRoot"];
/** A server that is told goodbye gets this long before it is asked, and again before it is killed. */
const GOODBYE_MS = 500;
const TERM_MS = 1_000;
const MAX_SHOWN_CHARS = 200;

type Child = ChildProcessWithoutNullStreams;

/**
 * The way to an MCP server that runs as a child process.
 *
 * T1 Nothing that the child writes can end this process: what is no message goes to the log.
 * T2 The child leads a process group, and the group ends with it: a wrapper such as npx leaves
 *    nothing behind.
 * T3 `onclose` comes once, after the child is gone.
 */
export class StdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  // The client takes a transport for stdio when it has these two.
  readonly stderr = null;
  readonly #config: StdioServerConfig;
  readonly #hooks: TransportHooks;
  readonly #lines = new LineReader(MAX_MESSAGE_BYTES);
  readonly #gone = Promise.withResolvers<void>();
  readonly #over = new AbortController();
  #child: Child | undefined;

  constructor(config: StdioServerConfig, hooks: TransportHooks) {
    this.#config = config;
    this.#hooks = hooks;
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  async start(): Promise<void> {
    const { command, args, cwd, env } = this.#config;
    const child = spawn(command, args, {
      ...(cwd !== undefined && { cwd }),
      env: { ...inherited(this.#hooks.env), ...env },
      detached: CAN_LEAD_A_GROUP, // T2
      shell: false,
      windowsHide: true,
    });
    this.#child = child;
    child.on("error", (error) => this.onerror?.(error));
    child.stdin.on("error", (error) => this.onerror?.(error));
    child.stdout.on("data", (chunk: Uint8Array) => this.#read(chunk));
    child.stderr.on("data", (chunk: Uint8Array) => this.#hooks.log(String(chunk)));
    child.once("exit", (code, signal) => this.#exited(child, code, signal));
    child.once("close", () => this.#closed());
    try {
      await once(child, "spawn");
    } catch (error) {
      this.#closed();
      throw new Error(`Could not start "${command}"; check "command" and "cwd"`, { cause: error });
    }
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const child = this.#child;
    if (child === undefined) throw new Error("The server is not running");
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    child.stdin.write(`${JSON.stringify(message)}\n`, (error) =>
      error ? reject(error) : resolve(),
    );
    await promise;
  }

  /** Ends the child: a closed stdin, then SIGTERM, then SIGKILL. Resolves when it is gone. */
  async close(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    child.stdin.end();
    if (await this.#isGoneWithin(GOODBYE_MS)) return;
    kill(child, "SIGTERM");
    if (await this.#isGoneWithin(TERM_MS)) return;
    kill(child, "SIGKILL");
    await this.#gone.promise;
  }

  #read(chunk: Uint8Array): void {
    try {
      for (const line of this.#lines.push(chunk)) this.#receive(line);
    } catch (error) {
      this.onerror?.(new ConnectionEnd("it wrote a line that is too long", { cause: error }));
      if (this.#child !== undefined) kill(this.#child, "SIGKILL");
    }
  }

  #receive(line: string): void {
    const message = readMessage(line);
    if (message !== undefined) this.onmessage?.(message);
    else if (line.trim() !== "") this.#hooks.log(`[stdout] ${line.slice(0, MAX_SHOWN_CHARS)}\n`); // T1
  }

  #exited(child: Child, code: number | null, signal: string | null): void {
    kill(child, "SIGKILL"); // T2
    const how = code === null ? `it was ended by ${signal}` : `it exited with code ${code}`;
    this.onerror?.(new ConnectionEnd(how));
    // A descendant that left the group may hold the pipes open; nobody waits for that one.
    this.#hooks.clock.sleep(GOODBYE_MS, this.#over.signal).then(
      () => this.#closed(),
      () => {}, // The pipes were closed before.
    );
  }

  #closed(): void {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    child.stdout.destroy();
    child.stderr.destroy();
    this.#over.abort();
    this.#gone.resolve();
    this.onclose?.(); // T3
  }

  async #isGoneWithin(ms: number): Promise<boolean> {
    const timer = new AbortController();
    const late = this.#hooks.clock.sleep(ms, timer.signal).then(
      () => false,
      () => true,
    );
    const isGone = await Promise.race([this.#gone.promise.then(() => true), late]);
    timer.abort();
    return isGone;
  }
}

const CAN_LEAD_A_GROUP = process.platform !== "win32";

/** Signals the child and all that it started; that they are gone already is no failure. */
function kill(child: Child, signal: "SIGTERM" | "SIGKILL"): void {
  if (child.pid === undefined) return;
  try {
    if (CAN_LEAD_A_GROUP) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** Linux says ESRCH of a group without members, macOS says EPERM while the last one is not reaped. */
function isGone(error: unknown): boolean {
  return (
    error instanceof Error && "code" in error && ["ESRCH", "EPERM"].includes(String(error.code))
  );
}

function inherited(env: Variables): Record<string, string> {
  const present = INHERITED_VARIABLES.flatMap((name) => {
    const value = env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(present);
}

/** The message in a line, or undefined; the client checks the rest of it. */
function readMessage(line: string): JSONRPCMessage | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  if (!("jsonrpc" in value) || value.jsonrpc !== "2.0") return undefined;
  // The client sorts messages by their members and reports one that has none of its forms.
  return value as JSONRPCMessage;
}
