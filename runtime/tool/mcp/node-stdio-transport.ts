import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/client";

import type { Containment } from "#runtime/process/node-containment.ts";
import { spawnContained, type ContainedProcess } from "#runtime/process/node-spawn-contained.ts";
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

/**
 * The way to an MCP server that runs as a child process.
 *
 * T1 Nothing that the child writes can end this process: what is no message goes to the log.
 * T2 The child is contained: what it started, such as what a wrapper like npx runs, ends with it.
 * T3 `onclose` comes once, after the child and all that it started are gone.
 */
export class StdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  // The client takes a transport for stdio when it has these two.
  readonly stderr = null;
  readonly #config: StdioServerConfig;
  readonly #hooks: TransportHooks;
  readonly #containment: Containment;
  readonly #lines = new LineReader(MAX_MESSAGE_BYTES);
  readonly #gone = Promise.withResolvers<void>();
  readonly #over = new AbortController();
  #starting: Promise<void> | undefined;
  #running: ContainedProcess | undefined;

  constructor(config: StdioServerConfig, hooks: TransportHooks, containment: Containment) {
    this.#config = config;
    this.#hooks = hooks;
    this.#containment = containment;
  }

  get pid(): number | null {
    return this.#running?.child.pid ?? null;
  }

  async start(): Promise<void> {
    this.#starting = this.#launch();
    await this.#starting;
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (this.#running === undefined) throw new Error("The server is not running");
    const { stdin } = this.#running.child;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    stdin.write(`${JSON.stringify(message)}\n`, (error) => (error ? reject(error) : resolve()));
    await promise;
  }

  /** Ends the child: a closed stdin, then SIGTERM, then SIGKILL. Resolves when nothing is left of it. */
  async close(): Promise<void> {
    await this.#starting?.catch(() => {}); // Whoever started it knows.
    const running = this.#running;
    if (running === undefined) return;
    running.child.stdin.end();
    if (await this.#isGoneWithin(GOODBYE_MS)) return;
    await running.terminate();
    if (await this.#isGoneWithin(TERM_MS)) return;
    running.kill();
    await this.#gone.promise;
  }

  async #launch(): Promise<void> {
    const { command, args, cwd, env } = this.#config;
    const { clock, log } = this.#hooks;
    const all = { command, args, cwd, env: { ...inherited(this.#hooks.env), ...env } };
    const running = await spawnContained(all, this.#containment, clock).catch((cause: unknown) => {
      throw new Error(`Could not start "${command}"; check "command" and "cwd"`, { cause });
    });
    this.#running = running;
    if (this.#containment.note !== undefined) log(`[${this.#containment.note}]\n`);
    const { child } = running;
    const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
    child.on("error", (error) => this.onerror?.(error));
    child.stdin.on("error", (error) => this.onerror?.(error));
    child.stdout.on("data", (chunk: Uint8Array) => this.#read(chunk));
    child.stderr.on("data", (chunk: Uint8Array) => log(String(chunk)));
    child.once("exit", (code, signal) => {
      this.#exited(running, closed, code, signal).catch((error: Error) => this.onerror?.(error));
    });
  }

  #read(chunk: Uint8Array): void {
    try {
      for (const line of this.#lines.push(chunk)) this.#receive(line);
    } catch (error) {
      this.onerror?.(new ConnectionEnd("it wrote a line that is too long", { cause: error }));
      this.#running?.kill();
    }
  }

  #receive(line: string): void {
    const message = readMessage(line);
    if (message !== undefined) this.onmessage?.(message);
    else if (line.trim() !== "") this.#hooks.log(`[stdout] ${line.slice(0, MAX_SHOWN_CHARS)}\n`); // T1
  }

  async #exited(
    running: ContainedProcess,
    closed: Promise<void>,
    code: number | null,
    signal: string | null,
  ): Promise<void> {
    const how = code === null ? `it was ended by ${signal}` : `it exited with code ${code}`;
    this.onerror?.(new ConnectionEnd(how));
    try {
      const left = await running.swept(); // T2
      if (left.length > 0)
        this.#hooks.log(`[processes that cannot be ended: ${left.join(", ")}]\n`);
      // What is left, if anything, may hold the pipes open; nobody waits for that.
      const patience = this.#hooks.clock.sleep(GOODBYE_MS, this.#over.signal).catch(() => {});
      await Promise.race([closed, patience]);
    } finally {
      this.#closed(running);
    }
  }

  #closed({ child }: ContainedProcess): void {
    this.#running = undefined;
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
