import { describe, expect, test } from "vitest";

import { promptAgent } from "./prompt-agent.ts";
import { createPromptRegistry } from "./prompt-registry.ts";

const loader = createPromptRegistry({
  "team/lead": "You lead.",
  "team/writer": "You write about {{ topic }}.",
  tone: "Be {{ mood }}.",
});

const LEAD = [
  "---",
  "name: Tea Expert",
  "description: Knows tea",
  "provider: openrouter",
  "model: moonshotai/kimi-k2",
  "temperature: 0.2",
  "max_tokens: 100",
  "stop: END",
  "maxSteps: 7",
  "tools:",
  "  - files__read",
  "  - brew:",
  "      description: Makes tea",
  "      parameters: { type: object, properties: { grams: { type: number } } }",
  "agents: [writer]",
  "schema: { type: object, properties: { tea: { type: string } } }",
  "parameters:",
  "  topic: { type: string }",
  "---",
  "You know {{ topic }}.",
  '<prompt path="/tone" mood={{ mood }} />',
  "<user>Which?</user>",
  '<assistant>Let me see.<tool-call id="1" name="brew" arguments={{ { grams: 3 } }} /></assistant>',
  '<tool id="1" name="brew">Green</tool>',
].join("\n");

describe("promptAgent()", () => {
  test.each([
    ["temperature: 0.2", { temperature: 0.2 }],
    ["top_p: 0.5", { top_p: 0.5 }],
    ["top_k: 40", { top_k: 40 }],
    ["max_tokens: 100", { max_output_tokens: 100 }],
    ["presence_penalty: -1", { presence_penalty: -1 }],
    ["frequency_penalty: 1.5", { frequency_penalty: 1.5 }],
    ["stop: END", { stop: ["END"] }],
    ["stop: [END, STOP]", { stop: ["END", "STOP"] }],
  ])("249: asks the model with %s", async (setting, settings) => {
    const source = { path: "a.promptl", content: `---\n${setting}\n---\nHi` };

    expect((await promptAgent(source, { loader })).agent.settings).toEqual(settings);
  });

  test.each([
    ["", 20],
    ["maxSteps: 150", 150],
    ["max_steps: 3", 3],
  ])("249: takes the bound of %j", async (setting, steps) => {
    const source = { path: "a.promptl", content: `---\n${setting}\n---\nHi` };

    expect((await promptAgent(source, { loader })).max_steps).toBe(steps);
  });

  test("makes an agent of a prompt with all that its settings say", async () => {
    const source = { path: "team/lead.promptl", content: LEAD };
    const made = await promptAgent(source, { loader, parameters: { topic: "tea", mood: "kind" } });

    expect(made.agent).toMatchObject({
      id: "tea-expert",
      description: "Knows tea",
      system_prompt: "You know tea.\nBe kind.",
      model: "openrouter/moonshotai/kimi-k2",
      tools: ["files__read", "brew"],
      settings: { temperature: 0.2, max_output_tokens: 100, stop: ["END"] },
    });
    expect(made).toMatchObject({
      agents: ["team/writer.promptl"],
      max_steps: 7,
      response_schema: { name: "Tea_Expert", schema: { type: "object" } },
      tools: [{ name: "brew", description: "Makes tea", input_schema: { type: "object" } }],
      as_tool: {
        name: "Tea_Expert",
        description: "Knows tea",
        input_schema: {
          type: "object",
          properties: { topic: { type: "string" }, mood: {} },
          required: ["topic", "mood"],
        },
      },
    });
    const call = { provider_call_id: "1", name: "brew", arguments: '{"grams":3}' };
    expect(made.messages).toEqual([
      { role: "user", content: "Which?" },
      { role: "assistant", content: "Let me see.", tool_calls: [call] },
      { role: "tool", provider_call_id: "1", name: "brew", content: "Green", is_error: false },
    ]);
  });

  test("names a prompt without a name by its path, within what providers take", async () => {
    const path = `9/${"long-".repeat(20)}name.promptl`;
    const {
      agent,
      as_tool: tool,
      tools,
      max_steps: steps,
    } = await promptAgent({ path, content: "Hi" });

    expect(agent.id).toMatch(/^agent-9-long-long-[a-z-]*$/);
    expect(agent.id).toHaveLength(64);
    expect(tool.name).toMatch(/^lat_agent_9_long_[a-z_]*$/);
    expect(tool.name).toHaveLength(64);
    expect({ tools, used: agent.tools, steps }).toEqual({ tools: [], used: [], steps: 20 });
    expect(agent).not.toHaveProperty("model");
  });

  test.each([
    ["---\ntemperature: hot\n---\nHi", "InvalidPromptConfigError"],
    ["---\nmaxSteps: 1000\n---\nHi", "InvalidPromptConfigError"],
    ["---\nagents: [nobody]\n---\nHi", "PromptNotFoundError"],
    ["<user>Hi</user>", "InvalidPromptConfigError"],
    ["Hi <content-image>https://example.com/a.png</content-image>", "InvalidPromptConfigError"],
    ["<step>Hi</step>", "StepsNotSupportedError"],
    ["---\nfoo: *a\n---\nHi", "CompileError"],
  ])("refuses %j with %s", async (content, name) => {
    await expect(promptAgent({ path: "a.promptl", content }, { loader })).rejects.toMatchObject({
      name,
    });
  });
});
