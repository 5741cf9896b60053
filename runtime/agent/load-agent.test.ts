import { describe, expect, it } from "vitest";

import { filesInMemory } from "./agent-files.ts";
import { AgentFileError } from "./agent-problem.ts";
import { loadAgent, type LoadOptions } from "./load-agent.ts";

const OPTIONS: LoadOptions = {
  id: "clerk",
  today: "2026-03-01",
  yesterday: "2026-02-28",
  isBroughtIn: false,
};

function load(files: Readonly<Record<string, string>>, more: Partial<LoadOptions> = {}) {
  const encoder = new TextEncoder();
  const bytes = new Map(Object.entries(files).map(([path, text]) => [path, encoder.encode(text)]));
  return loadAgent(filesInMemory(bytes), { ...OPTIONS, ...more });
}

function problemsOf(files: Readonly<Record<string, string>>, more: Partial<LoadOptions> = {}) {
  try {
    load(files, more);
  } catch (error) {
    if (error instanceof AgentFileError) return error.problems;
    throw error;
  }
  throw new Error("The agent was taken");
}

const LONG = `apiVersion: pluto/v1
kind: Agent
metadata:
  name: clerk
  description: Keeps the files
  version: 1.2.0
  labels: { team: office }
  a2a: { defaultInputModes: [text/plain] }
spec:
  model: { provider: openai, name: gpt-5, temperature: 0.2, max_tokens: 900, base_url: "http://h/v1" }
  system_prompt: You are clerk.
  instructions: ./how.md
  bootstrap:
    - SOUL.md
    - { path: memory/YYYY-MM-DD.md, max_tokens: 2 }
  memory: { long_term: { backend: filesystem, path: ./memory } }
  tools:
    - workspace__read
    - { type: builtin, name: shell__run }
    - { type: mcp, name: github, server: npx, config: { token: x } }
    - { type: cli, name: jq, command: "rm -rf /" }
  skills:
    - { path: ./extra }
    - { url: "https://example.org/skill" }
  triggers:
    - { pattern: "*invoice*", skill: billing }
    - { schedule: "0 9 * * 1-5", skill: billing }
  budget: { tokens: 5000 }
`;

const FILES = {
  "agent.yaml": LONG,
  "how.md": "Be brief.\n",
  "SOUL.md": "Calm.",
  "memory/2026-03-01.md": "0123456789",
  "skills/billing/SKILL.md": "---\nname: billing\ndescription: Bills\n---\nAdd the tax.\n",
  "extra/SKILL.md": "Count twice.",
};

describe("loadAgent()", () => {
  it("takes programs of the operator's agents, described by their readme, and of no others (150)", () => {
    const cli =
      "{ type: cli, name: jq, command: jq -r, readme: ./jq.md, parameters: { type: object }, args: ['{q}'] }";
    const files = {
      "agent.yaml": `name: clerk\nsystem_prompt: x\ntools: [${cli}]\n`,
      "jq.md": "Reads JSON.",
    };

    expect(load(files).agent).toMatchObject({
      tools: ["jq"],
      programs: [{ name: "jq", command: ["jq", "-r"], description: "Reads JSON.", args: ["{q}"] }],
    });
    expect(load(files, { isBroughtIn: true }).agent).toMatchObject({ tools: [] });
    expect(load(files, { isBroughtIn: true }).agent).not.toHaveProperty("programs");
    expect(problemsOf({ "agent.yaml": files["agent.yaml"] })).toMatchObject([
      { message: expect.stringContaining("jq.md") },
    ]);
  });

  it("makes an agent of its long form and the files beside it", () => {
    const { agent, version, labels, a2a } = load(FILES);

    expect(agent).toMatchObject({
      id: "clerk",
      description: "Keeps the files",
      model: "openai/gpt-5",
      settings: { temperature: 0.2, max_output_tokens: 900 },
      tools: ["workspace__read", "shell__run", "github__*", "jq"],
      budget: { tokens: 5000, tool_calls: 200 },
      skills: [
        {
          id: "billing",
          instructions: "Add the tax.",
          patterns: ["*invoice*"],
          schedules: ["0 9 * * 1-5"],
        },
        { id: "extra", instructions: "Count twice." },
      ],
    });
    expect(agent.system_prompt).toBe(
      "You are clerk.\n\nBe brief.\n\n[FILE: SOUL.md]\nCalm.\n\n" +
        "[FILE: memory/2026-03-01.md]\n01234567\n[the rest is left out]",
    );
    expect({ version, labels, a2a }).toEqual({
      version: "1.2.0",
      labels: { team: "office" },
      a2a: { defaultInputModes: ["text/plain"] },
    });
  });

  it("says what the files ask for and do not get", () => {
    const notes = load(FILES).notes.join("\n");

    for (const words of ["base_url", "jq", "github", "example.org", "memory"]) {
      expect(notes).toContain(words);
    }
  });

  it("makes the same agent of the short form", () => {
    const long = "apiVersion: uar/v1\nkind: Agent\nmetadata: { name: clerk }\nspec:\n";
    const spec = { model: "a/b", system_prompt: "x", bootstrap: "[SOUL.md]", tools: "[]" };
    const lines = Object.entries(spec).map(([name, value]) => `${name}: ${value}`);
    const short = `name: clerk\n${lines.join("\n")}`;

    const taken = load({ "agent.yaml": short, "SOUL.md": "s" });

    expect(taken).toEqual(load({ "agent.yaml": `${long}  ${lines.join("\n  ")}`, "SOUL.md": "s" }));
    expect(taken.agent).toMatchObject({ model: "a/b", tools: [] });
  });

  it("reads the usual files where none are named, with the nearest AGENTS.md", () => {
    const files = {
      "agent.yaml": "name: clerk",
      "IDENTITY.md": "I",
      "TOOLS.md": "T",
      "memory/2026-02-28.md": "M",
      "memory/2026-02-27.md": "old",
    };
    const above = load(files, { around: "all agents" }).agent.system_prompt;
    const own = load({ ...files, "AGENTS.md": "this one" }, { around: "all agents" }).agent;

    expect(above).toBe(
      "[FILE: IDENTITY.md]\nI\n\n[FILE: AGENTS.md]\nall agents\n\n[FILE: TOOLS.md]\nT\n\n" +
        "[FILE: memory/2026-02-28.md]\nM",
    );
    expect(own.system_prompt).toContain("this one");
    expect(own.system_prompt).not.toContain("all agents");
  });

  it.each([
    ["name: clerk\nsystem_prompt: x\ncolour: red", 3, "colour", "no such field"],
    ["name: clerk\nspec:\n  tools: x\nkind: Agent\napiVersion: pluto/v1", 1, "metadata", ""],
    ["name: clerk\nsystem_prompt: x\nmodel: gpt", 3, "model", "<provider>/<name>"],
    [
      "name: clerk\nsystem_prompt: x\nmodel:\n  provider: a\n  name: b\n  key: c",
      3,
      "model",
      "key",
    ],
    ["name: clerk\nsystem_prompt: x\nsettings:\n  temperature: 9", 4, "settings.temperature", "2"],
    ["name: Clerk A\nsystem_prompt: x", 1, "name", "small letters"],
    ["name: other\nsystem_prompt: x", 1, "name", "alike"],
    ["name: clerk\nsystem_prompt: x\ntriggers: [{ schedule: soon, skill: a }]", 3, "", "cron"],
    ["name: clerk\nsystem_prompt: x\ntools: [{ type: python, name: os.system }]", 3, "tools.0", ""],
    [
      "name: clerk\nsystem_prompt: x\na2a:\n  url: http://a.b",
      4,
      "a2a.url",
      "no such field; remove",
    ],
    [
      "name: clerk\nsystem_prompt: x\na2a:\n  capabilities: {}",
      4,
      "a2a.capabilities",
      "no such field",
    ],
    ["name: clerk\nsystem_prompt: x\na2a:\n  iconUrl: javascript:x", 4, "a2a.iconUrl", "https://"],
    [
      "name: clerk\nsystem_prompt: x\na2a:\n  defaultInputModes: [text]",
      4,
      "a2a.def",
      "media type",
    ],
    ["name: clerk\nsystem_prompt: x\na2a:\n  skills:\n    - id: a\n      name: A", 5, "a2a.sk", ""],
  ])("refuses %j and says where", (yaml, line, field, words) => {
    const all = problemsOf({ "agent.yaml": yaml });

    const found = all.find((problem) => problem.field?.startsWith(field) === true);
    expect(found?.file).toBe("agent.yaml");
    expect(found?.line).toBe(line);
    expect(`${found?.message}; ${found?.fix}`).toContain(words);
  });

  it.each([["../../etc/passwd.md"], ["/etc/passwd.md"], ["a/../../b.md"], ["C:\\x.md"], [".."]])(
    "reads nothing at %s",
    (path) => {
      const quoted = JSON.stringify(path);
      const [bootstrap] = problemsOf({
        "agent.yaml": `name: clerk\nsystem_prompt: x\nbootstrap: [${quoted}]`,
      });
      const [skill] = problemsOf({
        "agent.yaml": `name: clerk\nsystem_prompt: x\nskills: [${quoted}]`,
      });

      expect(bootstrap?.message).toContain("leads out");
      expect(skill?.message).toContain("leads out");
    },
  );

  it.each([
    ["an alias", "a: &a [1]\nb: *a", "Alias"],
    ["a tag that would run code", "name: !!python/object/apply:os.system [id]\ntools: [", "YAML"],
    ["too many brackets", `x: ${"[".repeat(600)}`, "brackets"],
    ["a prototype", "__proto__: { polluted: 1 }\nname: clerk\nsystem_prompt: x", "no such field"],
  ])("refuses %s", (_what, yaml, words) => {
    const [problem] = problemsOf({ "agent.yaml": yaml });

    expect(problem?.message.toLowerCase()).toContain(words.toLowerCase());
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });

  it("says everything that is wrong at once, also in the files beside", () => {
    const problems = problemsOf({
      "agent.yaml": "name: other\nbootstrap: [{ path: SOUL.md, required: true }]",
      "skills/a/SKILL.md": "---\nname: [\n---\nx",
      "skills/b/SKILL.md": "---\nname: b\n---\n",
    });

    expect(problems.map(({ file }) => file)).toEqual([
      "agent.yaml",
      "skills/a/SKILL.md",
      "skills/b/SKILL.md",
      "SOUL.md",
    ]);
    expect(problems[1]?.line).toBe(2);
  });

  it("lets an agent from elsewhere deny and ask, never allow", () => {
    const agent = (permissions: string) => ({
      "agent.yaml": `name: clerk\nsystem_prompt: x\npermissions: ${permissions}`,
    });
    const elsewhere = { isBroughtIn: true };
    const deny = "{ rules: [{ match: write, verdict: deny }] }";
    const allow = "{ rules: [{ match: write, verdict: allow }] }";

    expect(load(agent(deny), elsewhere).agent.permissions.rules).toHaveLength(1);
    expect(problemsOf(agent(allow), elsewhere)[0]?.field).toBe("permissions");
    expect(problemsOf(agent("{ mode: bypass }"), elsewhere)[0]?.line).toBe(3);
    expect(load(agent(allow)).agent.permissions.rules).toHaveLength(1);
  });
});
