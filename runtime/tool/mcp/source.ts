import type { Clock } from "#runtime/services.ts";
import type { PermissionRule } from "#runtime/permission/rule.ts";
import type { Tool } from "#runtime/tool/tool.ts";
import { callTool } from "./call-tool.ts";
import type { McpServers } from "./config.ts";
import { McpConnection } from "./connection.ts";
import type { Variables } from "./expand-variables.ts";
import type { McpHealth } from "./health.ts";
import { hintsOf } from "./remote-tool.ts";
import type { SignIns } from "./sign-in/sign-ins.ts";
import { nameTools } from "./tool-names.ts";
import { ToolPins } from "./tool-pins.ts";
import type { OpenTransport } from "./transport.ts";

/** How long a server may take to start, greet and list its tools. */
const CONNECT_TIMEOUT_MS = 20_000;

export interface McpSourceOptions {
  readonly servers: McpServers;
  /** The variables that the configuration may name. */
  readonly env: Variables;
  readonly clock: Clock;
  readonly openTransport: OpenTransport;
  readonly connectTimeoutMs?: number;
  /** How people sign in to servers; absent, only the headers of the configuration let us in. */
  readonly signIns?: SignIns;
  /** The list of tools, or how a server is, may be another one. */
  onChange?(): void;
}

/** The tools of all MCP servers that the operator named. A server that fails stops no other. */
export class McpSource {
  readonly #connections: readonly McpConnection[];
  readonly #timeouts: ReadonlyMap<McpConnection, number | undefined>;
  readonly #pins = new ToolPins();
  readonly #onChange: () => void;
  #tools: readonly Tool[] = [];

  constructor(options: McpSourceOptions) {
    const { env, clock, openTransport, connectTimeoutMs = CONNECT_TIMEOUT_MS } = options;
    const { signIns } = options;
    const shared = { env, clock, openTransport, connectTimeoutMs, signIns };
    this.#onChange = () => options.onChange?.();
    const onChange = () => this.#assemble();
    this.#connections = Object.entries(options.servers).map(
      ([name, config]) => new McpConnection({ name, config, onChange, ...shared }),
    );
    this.#timeouts = new Map(
      this.#connections.map((connection) => [
        connection,
        options.servers[connection.name]?.timeout_ms,
      ]),
    );
  }

  /** Connects to all servers at once; resolves when each is connected or has failed. */
  async start(): Promise<void> {
    await Promise.all(this.#connections.map((connection) => this.#connect(connection)));
  }

  /** The tools as they are now, in the order of the configuration. */
  tools(): readonly Tool[] {
    return this.#tools;
  }

  health(): McpHealth[] {
    return this.#connections.map(({ health, name }) => ({
      ...health,
      problems: [...health.problems, ...this.#pins.problems(name)],
    }));
  }

  /** Tries one server again, whatever pause it is in. False if there is none of that name. */
  async reconnect(name: string): Promise<boolean> {
    const connection = this.#connections.find((candidate) => candidate.name === name);
    if (connection === undefined) return false;
    await this.#connect(connection);
    return true;
  }

  /** Connects a server anew, as after a sign-out. False if there is none of that name. */
  async renew(name: string): Promise<boolean> {
    const connection = this.#connections.find((candidate) => candidate.name === name);
    // A server that fails is in its health.
    await connection?.renew().catch(() => {});
    return connection !== undefined;
  }

  /** Rules that ask before any tool that is not what it was when it was first seen (S30). */
  cautions(): PermissionRule[] {
    return this.#pins.changed().map((match) => ({ match, verdict: "ask" }));
  }

  /** The person has seen what a tool says now: it counts as known again. */
  acceptChange(toolName: string): void {
    this.#pins.accept(toolName);
    this.#onChange();
  }

  /** Closes all connections; resolves when no child process is left. */
  async close(): Promise<void> {
    await Promise.all(this.#connections.map((connection) => connection.close()));
  }

  /** A server that fails is in its health; nobody else has to know. */
  async #connect(connection: McpConnection): Promise<void> {
    await connection.connect().catch(() => {});
  }

  #assemble(): void {
    const names = nameTools(
      this.#connections.map(({ name, tools }) => ({
        server: name,
        tools: tools.map((tool) => tool.name),
      })),
    );
    this.#tools = this.#connections.flatMap((connection, place) =>
      connection.tools.flatMap((remote, index) => {
        const name = names[place]?.[index];
        if (name === undefined) return [];
        this.#pins.see(connection.name, name, remote.fingerprint);
        return [bind(connection, remote, name, this.#timeouts.get(connection))];
      }),
    );
    this.#onChange();
  }
}

function bind(
  connection: McpConnection,
  remote: McpConnection["tools"][number],
  name: string,
  timeoutMs: number | undefined,
): Tool {
  return {
    name,
    ...(remote.title !== undefined && { title: remote.title }),
    description: remote.description,
    source: connection.name,
    effect: remote.effect,
    input_schema: remote.input_schema,
    hints: hintsOf(remote.listed),
    ...(timeoutMs !== undefined && { timeout_ms: timeoutMs }),
    run: (args, context) => callTool(connection, remote, args, context),
  };
}
