import type { Agent } from "#runtime/agent/agent.ts";
import { UnknownAgentError } from "#runtime/agent/registry.ts";
import type { ControlServices } from "#runtime/control/command.ts";
import { ProblemError } from "#server/security/problem.ts";

/** The agent of a protocol's address. Throws ProblemError with status 404 that names those that there are. */
export function requireAgent({ agents }: Pick<ControlServices, "agents">, id: string): Agent {
  try {
    return agents.resolve(id);
  } catch (cause) {
    if (!(cause instanceof UnknownAgentError)) throw cause;
    const found = { status: 404, code: "not_found", title: "Not found", detail: cause.message };
    throw new ProblemError(
      { ...found, fix: "Look at /agents for those that there are" },
      { cause },
    );
  }
}
