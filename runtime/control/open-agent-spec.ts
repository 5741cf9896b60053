import { z } from "zod";

import { UnknownAgentError } from "#runtime/agent/registry.ts";
import { type ExportedSpec, exportAgent } from "#runtime/agent/open-agent-spec/export-agent.ts";
import { importAgent } from "#runtime/agent/open-agent-spec/import-agent.ts";
import { SpecError } from "#runtime/agent/open-agent-spec/resolve-references.ts";
import { AGENT_ID } from "#runtime/agent/agent.ts";
import { putAgent } from "./agents.ts";
import { command, CommandError } from "./command.ts";

export const exportOpenAgentSpec = command({
  name: "export_open_agent_spec",
  description: "An agent as an Agent component of Open Agent Spec, and what of it does not map",
  kind: "read",
  input: z.strictObject({ agent: z.string().min(1) }),
  async run({ agent }, { agents, models }): Promise<ExportedSpec> {
    const { provider, model } = models.resolve();
    try {
      return exportAgent(agents.resolve(agent), `${provider}/${model}`);
    } catch (cause) {
      if (!(cause instanceof UnknownAgentError)) throw cause;
      throw new CommandError("not_found", cause.message, {}, { cause });
    }
  },
});

export const importOpenAgentSpec = command({
  name: "import_open_agent_spec",
  description:
    "Keep an agent that is given as an Agent component, in JSON or YAML; says what does not map",
  kind: "write",
  input: z.strictObject({
    text: z.string().min(1).max(1_000_000),
    name: z.string().regex(AGENT_ID).exactOptional(),
  }),
  async run({ text, name }, services): Promise<{ agent: string; notes: readonly string[] }> {
    try {
      const imported = importAgent(text, name);
      const files = Object.fromEntries(imported.files);
      const put = await putAgent.run({ agent: imported.name, files }, services);
      return { agent: put.agent, notes: [...imported.notes, ...put.notes] };
    } catch (cause) {
      if (!(cause instanceof SpecError)) throw cause;
      throw new CommandError("invalid_input", cause.message, {}, { cause });
    }
  },
});
