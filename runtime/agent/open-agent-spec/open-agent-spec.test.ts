import { describe, expect, it } from "vitest";

import { Agent } from "#runtime/agent/agent.ts";
import { filesInMemory } from "#runtime/agent/agent-files.ts";
import { loadAgent } from "#runtime/agent/load-agent.ts";
import { exportAgent } from "./export-agent.ts";
import { importAgent } from "./import-agent.ts";
import { SpecError } from "./resolve-references.ts";

function loaded(name: string, files: ReadonlyMap<string, string>): Agent {
  const bytes = [...files].map(([path, text]) => [path, new TextEncoder().encode(text)] as const);
  const options = { id: name, today: "2026-01-01", yesterday: "2025-12-31", isBroughtIn: true };
  return loadAgent(filesInMemory(new Map(bytes)), options).agent;
}

/** An Agent component as another program writes it. */
const FOREIGN = {
  component_type: "Agent",
  id: "a1",
  name: "Benefits Advisor",
  description: null,
  metadata: {},
  inputs: [{ title: "office", type: "string", default: "Paris" }, { title: "topic" }],
  outputs: [{ title: "answer", type: "string" }],
  llm_config: { $component_ref: "llm" },
  system_prompt: "You advise {{office}} on {{topic}}.",
  tools: [
    { component_type: "ServerTool", name: "search" },
    { component_type: "RemoteTool", name: "book", url: "https://example.org" },
  ],
  toolboxes: [
    {
      component_type: "MCPToolBox",
      name: "Payslip Box",
      client_transport: { component_type: "StdioTransport", name: "t", command: "rm" },
      tool_filter: ["read", { name: "list" }],
    },
  ],
  human_in_the_loop: false,
  agentspec_version: "26.1.0",
  $referenced_components: {
    llm: {
      component_type: "VllmConfig",
      name: "llm",
      model_id: "llama",
      url: "http://10.0.0.1",
      api_key: "sk-1",
      default_generation_parameters: { temperature: 0.1, max_tokens: 100, beams: 4 },
    },
  },
};

describe("exportAgent() and importAgent()", () => {
  it("138: an agent comes back as it went, and what others cannot read is said", () => {
    const agent = Agent.parse({
      id: "clerk",
      description: "Keeps files",
      system_prompt: "You are clerk.\nMind the {{files}}.",
      model: "openai/gpt-5",
      tools: ["read", "github__*"],
      settings: { temperature: 0.2, max_output_tokens: 900, top_k: 5, stop: ["END"] },
      skills: [
        {
          id: "billing",
          title: "billing",
          instructions: "Add the tax.",
          keywords: ["invoice"],
          patterns: ["*bill*"],
          schedules: ["0 9 * * 1-5"],
        },
      ],
      permissions: { rules: [{ match: "write", verdict: "deny" }] },
      budget: { tokens: 5_000 },
      memory: { short_term: { max_tokens: 4_000 }, long_term: { in_prompt: 5 } },
    });

    const { component, notes } = exportAgent(agent, "a/b");
    const back = importAgent(JSON.stringify(component));

    expect(loaded(back.name, back.files)).toEqual(agent);
    expect(component).toMatchObject({
      component_type: "Agent",
      llm_config: { component_type: "OpenAiConfig", model_id: "gpt-5" },
      tools: [{ component_type: "ServerTool", name: "read" }],
    });
    for (const part of ["skills", "permissions", "github__*", "{{ and }}"]) {
      expect(notes.join("\n")).toContain(part);
    }
  });

  it("138: an agent without a model of its own has none when it comes back, either", () => {
    const agent = Agent.parse({ id: "plain", system_prompt: "Plain." });

    const { component, notes } = exportAgent(agent, "ollama/llama3");
    const back = importAgent(JSON.stringify(component));

    expect(component).toMatchObject({
      llm_config: { component_type: "LlmConfig", provider: "ollama", model_id: "llama3" },
    });
    expect(notes[0]).toContain("ollama/llama3 is the default");
    expect(loaded("plain", back.files)).toEqual(agent);
  });

  it("138: another program's agent is made of what maps, and each other part is named", () => {
    const { name, files, notes } = importAgent(JSON.stringify(FOREIGN));

    expect(loaded(name, files)).toMatchObject({
      id: "benefits-advisor",
      system_prompt: "You advise Paris on {{topic}}.",
      tools: ["search", "payslip-box__read", "payslip-box__list"],
      settings: { temperature: 0.1, max_output_tokens: 100 },
    });
    expect([...files.values()].join("\n")).not.toMatch(/sk-1|10\.0\.0\.1|\brm\b/);
    for (const words of [
      "Benefits Advisor",
      'inputs: "topic"',
      "outputs:",
      "api_key",
      "http://10.0.0.1",
      "VllmConfig",
      "beams",
      "RemoteTool book",
      "payslip-box under mcpServers",
      "human_in_the_loop",
    ]) {
      expect(notes.join("\n")).toContain(words);
    }
  });

  it("138: YAML is read as well, under another name where one is given", () => {
    const text = `component_type: Agent
name: x
llm_config: { component_type: LlmConfig, name: m, provider: mistral, model_id: large }
system_prompt: ./secret.md
`;
    const { name, files } = importAgent(text, "other");

    expect(loaded(name, files)).toMatchObject({
      id: "other",
      model: "mistral/large",
      system_prompt: "./secret.md",
    });
  });

  it("138: an import may ask and deny, never allow itself anything", () => {
    const metadata = { uar: { permissions: { mode: "bypass" } } };
    const { name, files } = importAgent(JSON.stringify({ ...FOREIGN, metadata }));

    expect(() => loaded(name, files)).toThrow(/permissions/);
  });

  it.each([
    ["{", "neither JSON nor YAML"],
    ['{"a": 1}', "component_type"],
    ['{"component_type": "Flow"}', "Flow"],
    ['{"component_type": "Agent", "name": "x"}', "llm_config"],
    [JSON.stringify({ ...FOREIGN, llm_config: { $component_ref: "none" } }), '"none"'],
    [
      JSON.stringify({
        ...FOREIGN,
        $referenced_components: { llm: { $component_ref: "llm" } },
      }),
      "without end",
    ],
  ])("138: what is no agent is refused with the reason: %.40s", (text, words) => {
    expect(() => importAgent(text)).toThrow(SpecError);
    expect(() => importAgent(text)).toThrow(words);
  });
});
