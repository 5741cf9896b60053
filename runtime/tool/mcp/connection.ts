import { ProtocolError, type Client } from "@modelcontextprotocol/client";

import type { Clock } from "#runtime/services.ts";
import type { AskPerson } from "#runtime/tool/tool.ts";
import { SourceFailure } from "#runtime/tool/source-failure.ts";
import { CallsUnderWay } from "./calls-under-way.ts";
import { isStdio, type McpServerConfig } from "./config.ts";
import { describeError } from "./describe-error.ts";
import { expandVariables, type Variables } from "./expand-variables.ts";
import type { McpHealth } from "./health.ts";
import { openClient } from "./open-client.ts";
import { readTools, type RemoteTool, type RemoteTools } from "./remote-tool.ts";
import { TextTail } from "./text-tail.ts";
import { ConnectionEnd, type OpenTransport } from "./transport.ts";

const LOG_CHARS = 64 * 1024;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A child process that does not answer for so long after a call was cancelled is stuck. */
const STOP_PATIENCE_MS = 1_500;

export interface ConnectionOptions {
  readonly name: string;
  readonly config: McpServerConfig;
  readonly env: Variables;
  readonly clock: Clock;
  readonly openTransport: OpenTransport;
  readonly connectTimeoutMs: number;
  /** The tools were read anew, or the server failed. */
  readonly onChange: () => void;
}

type State =
  | { readonly status: "idle" | "closed" }
  | { readonly status: "connecting"; readonly client: Promise<Client> }
  | { readonly status: "connected"; readonly client: Client }
  | { readonly status: "failed"; readonly reason: string };

/**
 * The connection to one MCP server, over all its lives.
 *
 * C1 At most one attempt to connect at a time; whoever needs it shares it.
 * C2 After a failure the next need connects at once, then after pauses that grow to 30 s; a call
 *    that gets an answer ends the series. Nothing connects without need.
 * C3 After close() nothing opens again, and what was open is closed.
 * C4 What the server does is thrown to those who wait for it, and to nobody else.
 */
export class McpConnection {
  readonly name: string;
  readonly #options: ConnectionOptions;
  readonly #log = new TextTail(LOG_CHARS);
  readonly #closing = new AbortController();
  #state: State = { status: "idle" };
  #found: RemoteTools = { tools: [], problems: [] };
  #failures = 0;
  #opened = 0;
  #lastError: McpHealth["last_error"];
  #retryAt = -Infinity;
  #end: string | undefined;
  readonly #calls = new CallsUnderWay();
  #redact = (text: string) => text;

  constructor(options: ConnectionOptions) {
    this.name = options.name;
    this.#options = options;
  }

  get tools(): readonly RemoteTool[] {
    return this.#found.tools;
  }

  get health(): McpHealth {
    const state = this.#state;
    const version = state.status === "connected" && state.client.getNegotiatedProtocolVersion();
    return {
      name: this.name,
      transport: isStdio(this.#options.config) ? "stdio" : "http",
      status: state.status,
      ...(state.status === "failed" && { reason: state.reason }),
      restarts: Math.max(0, this.#opened - 1),
      ...(this.#lastError && { last_error: this.#lastError }),
      ...(version && { protocol_version: version }),
      tools: this.#found.tools.length,
      problems: this.#found.problems,
      log: this.#redact(this.#log.text),
    };
  }

  /** Connects and reads the tools, unless that is done. Rejects with a SourceFailure. */
  connect(): Promise<Client> {
    const state = this.#state;
    if (state.status === "connected") return Promise.resolve(state.client);
    if (state.status === "connecting") return state.client; // C1
    if (state.status === "closed") return Promise.reject(this.unavailable("it was closed")); // C3
    const client = this.#open();
    this.#state = { status: "connecting", client };
    return client;
  }

  /** The client for a call: connects if it is time to try. Rejects with a SourceFailure. */
  need(): Promise<Client> {
    const state = this.#state;
    const isTooEarly = this.#options.clock.monotonic() < this.#retryAt;
    if (state.status !== "failed" || !isTooEarly) return this.connect();
    return Promise.reject(this.unavailable(state.reason)); // C2
  }

  /** A call is under way until the function that it gets is called. */
  occupy(ask?: AskPerson): () => void {
    return this.#calls.enter(ask);
  }

  /**
   * Sees to a server that was just told that a call is cancelled. One that answers goes on serving. A
   * child process that does not, and that nobody else uses, is ended: then `ending` is called first,
   * and the call is lost.
   */
  async settleCancelled(client: Client, ending: () => void): Promise<void> {
    const state = this.#state;
    const isOurs = state.status === "connected" && state.client === client;
    if (!isOurs || !isStdio(this.#options.config)) return;
    if (await isAnswering(client, this.#options.clock)) return;
    if (this.#calls.size > 1) return;
    ending();
    await this.drop(client, new Error("it did not answer after a call was cancelled"));
    throw new SourceFailure(
      `The MCP server "${this.name}" did not stop when it was asked to, so its process was ended`,
      { reason: "lost", code: "server_ended" },
    );
  }

  /** The server answered a call. */
  answered(): void {
    this.#failures = 0; // C2
  }

  /** An error in words without the secrets of the configuration. */
  describe(error: unknown): string {
    return this.#redact(describeError(error));
  }

  /** Gives up a client over which a call failed; resolves when it is closed. */
  async drop(client: Client, error: unknown): Promise<void> {
    this.#lose(client, describeError(error));
    await client.close();
  }

  /** The failure of a call that the server never saw. */
  unavailable(reason: string): SourceFailure {
    return new SourceFailure(
      `The MCP server "${this.name}" is not available: ${this.#redact(reason)}`,
      {
        reason: "error",
        code: "server_unavailable",
      },
    );
  }

  /** The failure of a call that was on its way. */
  lost(error: unknown): SourceFailure {
    const reason = this.#redact(this.#end ?? describeError(error));
    return new SourceFailure(`The MCP server "${this.name}" was lost during the call: ${reason}`, {
      reason: "lost",
      code: "server_lost",
      cause: error,
    });
  }

  /** Ends the connection for good; resolves when a child process is gone. */
  async close(): Promise<void> {
    const state = this.#state;
    this.#state = { status: "closed" };
    this.#closing.abort(new Error("The connection was closed")); // C3
    if (state.status === "connecting") await state.client.catch(() => {}); // Its own callers know.
    if (state.status === "connected") await state.client.close();
  }

  async #open(): Promise<Client> {
    const timer = new AbortController();
    const deadline = new AbortController();
    const { clock, connectTimeoutMs } = this.#options;
    clock.sleep(connectTimeoutMs, timer.signal).then(
      () => deadline.abort(new Error(`it did not answer within ${connectTimeoutMs / 1000} s`)),
      () => {}, // It answered, or failed before.
    );
    this.#end = undefined;
    try {
      const client = await this.#greet(AbortSignal.any([this.#closing.signal, deadline.signal]));
      this.#state = { status: "connected", client };
      this.#opened += 1;
      this.#options.onChange();
      return client;
    } catch (error) {
      const late: unknown = deadline.signal.reason;
      const reason = late ?? this.#end ?? error;
      throw this.#fail(describeError(reason));
    } finally {
      timer.abort();
    }
  }

  async #greet(signal: AbortSignal): Promise<Client> {
    const { config, redact } = expandVariables(this.#options.config, this.#options.env);
    this.#redact = redact;
    const { clock, env, openTransport } = this.#options;
    const hooks = { clock, env, log: (text: string) => this.#log.add(text) };
    const client = await openClient(
      {
        config,
        hooks,
        openTransport,
        onToolsChanged: (changed) => void this.#relist(changed),
        onClose: (closed) => this.#lose(closed, "the connection was closed"),
        onError: (error) => this.#note(error),
        onQuestion: (params, asked) => this.#calls.question(this.name, params, asked),
      },
      signal,
    );
    try {
      this.#found = await this.#list(client, signal);
      signal.throwIfAborted();
      if (client.transport === undefined) throw new Error("it closed the connection");
      return client;
    } catch (error) {
      await client.close();
      throw error;
    }
  }

  async #list(client: Client, signal: AbortSignal): Promise<RemoteTools> {
    if (client.getServerCapabilities()?.tools === undefined) return { tools: [], problems: [] };
    const timeout = this.#options.connectTimeoutMs;
    const { tools } = await client.listTools(undefined, { signal, timeout, cacheMode: "refresh" });
    return readTools(tools, this.#options.config.trust);
  }

  /** The server said that its tools changed. Never rejects. */
  async #relist(client: Client): Promise<void> {
    try {
      const found = await this.#list(client, this.#closing.signal);
      const state = this.#state;
      if (state.status !== "connected" || state.client !== client) return;
      this.#found = found;
      this.#options.onChange();
    } catch (error) {
      this.#note(error);
    }
  }

  #lose(client: Client, reason: string): void {
    const state = this.#state;
    if (state.status === "connected" && state.client === client) this.#fail(this.#end ?? reason);
  }

  #fail(reason: string): SourceFailure {
    this.#failures += 1;
    this.#retryAt = this.#options.clock.monotonic() + pauseAfter(this.#failures);
    const isClosed = this.#closing.signal.aborted;
    this.#lastError = { reason: this.#redact(reason), at: this.#options.clock.now() };
    this.#state = isClosed
      ? { status: "closed" }
      : { status: "failed", reason: this.#redact(reason) };
    this.#options.onChange();
    return this.unavailable(reason);
  }

  #note(error: unknown): void {
    if (error instanceof ConnectionEnd) this.#end ??= error.message;
    this.#log.add(`[${describeError(error)}]\n`);
  }
}

/** Whether a server answers at all; also a no is an answer. */
async function isAnswering(client: Client, clock: Clock): Promise<boolean> {
  const timer = new AbortController();
  const late = clock.sleep(STOP_PATIENCE_MS, timer.signal).then(
    () => false,
    () => true,
  );
  const isOfToday = client.getDiscoverResult() !== undefined;
  const question = isOfToday ? client.discover() : client.ping();
  const answer = question.then(
    () => true,
    (error: unknown) => error instanceof ProtocolError,
  );
  const isAlive = await Promise.race([answer, late]);
  timer.abort();
  return isAlive;
}

function pauseAfter(failures: number): number {
  if (failures <= 1) return 0;
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 2));
}
