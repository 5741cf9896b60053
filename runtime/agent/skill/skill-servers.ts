import type { Clock } from "#runtime/services.ts";
import type { Variables } from "#runtime/tool/mcp/expand-variables.ts";
import { McpSource } from "#runtime/tool/mcp/source.ts";
import type { OpenTransport } from "#runtime/tool/mcp/transport.ts";
import type { Tool } from "#runtime/tool/tool.ts";
import type { SkillFile } from "./skill-file.ts";
import { SKILLS } from "./skill-tool.ts";

/** What starts the MCP servers of skills. */
export interface SkillServerServices {
  /** The variables that a skill's servers may name. */
  readonly env: Variables;
  readonly clock: Clock;
  readonly openTransport: OpenTransport;
  /** How long a server may take to start, in milliseconds; absent, as long as any. */
  readonly connectTimeoutMs?: number;
}

/** A server that a skill brings did not start: the run that needs it ends, and no other. */
export class SkillServerError extends Error {
  override name = "SkillServerError";
}

/**
 * The MCP servers of one run: started when a skill that brings some is active in it, closed after it. Their
 * tools are named `<skill>__<server>__<tool>`.
 */
export class RunServers {
  readonly #services: SkillServerServices | undefined;
  readonly #sources: McpSource[] = [];

  constructor(services: SkillServerServices | undefined) {
    this.#services = services;
  }

  /** Starts the servers of skills. Rejects with SkillServerError; a run that is stopped waits for none of them. */
  async open(skills: readonly SkillFile[], signal: AbortSignal): Promise<readonly Tool[]> {
    const wanted = skills.filter(({ mcpServers }) => Object.keys(mcpServers).length > 0);
    const stop = () => {
      // What ends wrongly here ends again in close(), where it is told.
      this.close().catch(() => {});
    };
    signal.addEventListener("abort", stop, { once: true });
    try {
      const tools = await Promise.all(wanted.map((skill) => this.#start(skill)));
      return tools.flat();
    } catch (cause) {
      if (signal.aborted) return [];
      throw cause;
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  /** Ends all of them; resolves when no process is left. */
  async close(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.close()));
  }

  async #start({ id, mcpServers }: SkillFile): Promise<readonly Tool[]> {
    if (this.#services === undefined) {
      throw new SkillServerError(
        `The skill "${id}" brings MCP servers, and this runtime starts none`,
      );
    }
    const servers = Object.fromEntries(
      Object.entries(mcpServers).map(([name, config]) => [`${id}__${name}`, config]),
    );
    const source = new McpSource({ ...this.#services, servers });
    this.#sources.push(source);
    await source.start();
    const failed = source.health().find(({ status }) => status !== "connected");
    if (failed !== undefined) {
      const { name, reason = failed.status } = failed;
      const server = name.slice(id.length + 2);
      const message = `The MCP server "${server}" of the skill "${id}" did not start: ${reason}; correct mcpServers in its SKILL.md`;
      throw new SkillServerError(message);
    }
    return source.tools().map((tool) => ({ ...tool, source: SKILLS }));
  }
}
