import { type PackedAgent, packAgent, renamed, unpackAgent } from "#runtime/agent/agent-package.ts";
import type { Agent } from "#runtime/agent/agent.ts";
import { ArchiveError } from "#runtime/agent/tar.ts";
import { filesOfAgent } from "#runtime/control/agents.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";
import { agentFiles } from "./agent-view.ts";

/** The folder of an agent, or the files that one of the configuration could be made of. Throws CommandError. */
export function packedAgent(agent: Agent, { control }: AppServices): PackedAgent {
  const kept = filesOfAgent(agent.id, control);
  if (kept !== undefined && kept.size > 0) return { name: agent.id, files: kept };
  const encoder = new TextEncoder();
  const made = Object.entries(agentFiles(agent));
  return {
    name: agent.id,
    files: new Map(made.map(([path, text]) => [path, encoder.encode(text)] as const)),
  };
}

/** The files of an agent as texts. Throws ProblemError (409) for one that holds anything else. */
export function textFiles({ name, files }: PackedAgent): Readonly<Record<string, string>> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const texts = [...files].map(([path, bytes]) => {
    try {
      return [path, decoder.decode(bytes)] as const;
    } catch (cause) {
      if (!(cause instanceof TypeError)) throw cause;
      throw new ProblemError({
        status: 409,
        code: "not_text",
        title: "The agent is not of texts alone",
        detail: `The file "${path}" of "${name}" is no UTF-8 text`,
        fix: "Export it with ?format=tar.gz",
      });
    }
  });
  return Object.fromEntries(texts);
}

/** An agent as a package to save. */
export async function archiveResponse(
  agent: PackedAgent,
  { control, version }: AppServices,
): Promise<Response> {
  const about = { exportedAt: control.clock.now(), by: `uar ${version}` };
  const bytes = new Uint8Array(await packAgent(agent, about));
  return new Response(bytes, {
    headers: {
      "Content-Type": "application/gzip",
      "Content-Disposition": `attachment; filename="${agent.name}.tar.gz"`,
    },
  });
}

/** The agent of a package, under another name if one is given. Throws ProblemError (422) for one that is not whole. */
export async function unpacked(
  archive: Uint8Array,
  name: string | undefined,
): Promise<PackedAgent> {
  try {
    const packed = await unpackAgent(archive);
    return name === undefined ? packed : renamed(packed, name);
  } catch (cause) {
    if (!(cause instanceof ArchiveError)) throw cause;
    const detail = cause.message;
    const refusal = {
      status: 422,
      code: "invalid_input",
      title: "The package does not fit",
      detail,
    };
    throw new ProblemError(refusal, { cause });
  }
}
