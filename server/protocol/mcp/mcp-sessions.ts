import type { Clock } from "#runtime/services.ts";
import type { Access } from "#server/security/app-env.ts";
import type { McpServed } from "./mcp-server.ts";
import { SessionTransport } from "./session-transport.ts";

/** Each holds a server with all its tools, so there are not many. */
const MAX_SESSIONS = 100;
/** A client that says nothing for so long is taken to be gone. */
const IDLE_MS = 24 * 60 * 60 * 1000;

interface McpSession extends McpServed {
  readonly access: Access;
  readonly transport: SessionTransport;
  usedAt: number;
}

interface McpSessionsOptions {
  readonly clock: Pick<Clock, "monotonic">;
  /** Aborted when the server stops. */
  readonly draining: AbortSignal;
  readonly create: () => McpServed;
  readonly report: (error: unknown) => void;
  readonly max?: number;
  readonly idleMs?: number;
}

/**
 * The sessions of clients of revisions before 2026: what one asks and is asked in requests of their own.
 * 1. Never more than `max`; a new one takes the place of the one that was used least recently.
 * 2. One whose client waits for an answer ends for no new one, no idle time and no stop of the server.
 * 3. One is found only with the kind of credential that began it.
 */
export class McpSessions {
  /** The least recently used first. */
  readonly #sessions = new Map<string, McpSession>();
  readonly #options: Required<McpSessionsOptions>;

  constructor(options: McpSessionsOptions) {
    this.#options = { max: MAX_SESSIONS, idleMs: IDLE_MS, ...options };
    options.draining.addEventListener("abort", () => this.#endUnwaited(), { once: true });
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** Answers an `initialize`, and keeps its session; undefined where no place can be made for one. */
  async begin(request: Request, body: unknown, access: Access): Promise<Response | undefined> {
    if (!this.#makeRoom()) return undefined;
    const { clock, create } = this.#options;
    const transport = new SessionTransport(() => this.#stopped());
    const session: McpSession = { ...create(), access, transport, usedAt: clock.monotonic() };
    await session.server.connect(transport);
    const response = await transport.post(request, body);
    if (transport.sessionId === undefined) this.#close(session);
    else this.#sessions.set(transport.sessionId, session);
    return response;
  }

  /** Answers a POST of a session; undefined for a session that is unknown, ended or begun by another credential. */
  async post(
    id: string,
    { request, body, access }: { request: Request; body: unknown; access: Access },
  ): Promise<Response | undefined> {
    const session = this.#find(id, access);
    if (session === undefined) return undefined;
    session.refresh();
    return session.transport.post(request, body);
  }

  /** Whether there is such a session for this credential. */
  has(id: string, access: Access): boolean {
    return this.#find(id, access) !== undefined;
  }

  /** Ends a session because its client says so, and with it the calls that nobody can hear of any more. */
  end(id: string, access: Access): boolean {
    const session = this.#find(id, access);
    if (session !== undefined) this.#end(id, session);
    return session !== undefined;
  }

  #find(id: string, access: Access): McpSession | undefined {
    const session = this.#sessions.get(id);
    // Invariant 3.
    if (session === undefined || session.access !== access) return undefined;
    if (this.#isIdle(session)) {
      this.#end(id, session);
      return undefined;
    }
    session.usedAt = this.#options.clock.monotonic();
    this.#sessions.delete(id);
    this.#sessions.set(id, session);
    return session;
  }

  #makeRoom(): boolean {
    if (this.#options.draining.aborted) return false;
    for (const [id, session] of this.#sessions) {
      if (this.#isIdle(session)) this.#end(id, session);
    }
    // Invariants 1 and 2.
    for (const [id, session] of this.#sessions) {
      if (this.#sessions.size < this.#options.max) break;
      if (!session.transport.isWaited) this.#end(id, session);
    }
    return this.#sessions.size < this.#options.max;
  }

  #isIdle({ usedAt, transport }: McpSession): boolean {
    const { clock, idleMs } = this.#options;
    return !transport.isWaited && clock.monotonic() - usedAt > idleMs;
  }

  #stopped(): void {
    if (this.#options.draining.aborted) this.#endUnwaited();
  }

  #endUnwaited(): void {
    for (const [id, session] of this.#sessions) {
      if (!session.transport.isWaited) this.#end(id, session);
    }
  }

  #end(id: string, session: McpSession): void {
    this.#sessions.delete(id);
    this.#close(session);
  }

  #close({ server }: McpSession): void {
    server.close().catch(this.#options.report);
  }
}
