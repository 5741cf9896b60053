import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";

import { Agent } from "#runtime/agent/agent.ts";
import { calls, says, scriptedModels } from "#runtime/model/testing/scripted-models.ts";
import type { Json } from "#runtime/event/shared.ts";
import { payloadsOf, testRuntime } from "#runtime/test-runtime.ts";
import { openSkillFolders } from "./node-skill-folders.ts";

const PDF = `---
name: pdf
description: Works with PDF files.
license: MIT
tags: [document]
triggers: { keywords: [invoice], patterns: ["*.pdf*"] }
---
Read references/forms.md first.
`;

let folder = "";
let problems: Error[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "uar-skills-"));
  problems = [];
  await put("pdf/SKILL.md", PDF);
  await put("pdf/references/forms.md", "Forms have fields.");
  await put("poems/SKILL.md", "---\ndescription: Writes poems.\n---\nRhyme.\n");
  await put("outside.md", "Not yours.");
});
afterEach(() => rm(folder, { recursive: true }));

async function put(path: string, text: string): Promise<void> {
  await mkdir(join(folder, path, ".."), { recursive: true });
  await writeFile(join(folder, path), text);
}

/** Asks an agent with these skill folders, which first makes the calls. */
async function ask(message: string, toRead: readonly Json[] = [], skill_folders = ["*"]) {
  const models = scriptedModels(
    {
      "a/1": (call) => {
        const args = toRead[call - 1];
        return args === undefined ? says("Done") : calls("skill__read", args);
      },
    },
    {},
  );
  const agents = [Agent.parse({ id: "able", system_prompt: "You are able.", skill_folders })];
  const skills = openSkillFolders(folder, (problem) => problems.push(problem));
  const runtime = await testRuntime({ models, agents, skills: { store: skills } });
  return runtime.ask(message);
}

it("the prompt names each skill of the agent, and holds none of their instructions", async () => {
  const { run } = await ask("Hello");

  expect(run.system_prompt).toContain("- pdf: Works with PDF files.\n- poems: Writes poems.");
  expect(run.system_prompt).not.toContain("Rhyme");
  expect(run.context?.skills).toEqual([]);
});

it.each(["Read #pdf", "One #DOCUMENT please", "My invoice", "See a.pdf there"])(
  "a skill stands in the prompt where the message calls for it: %s",
  async (message) => {
    const { run, events } = await ask(message);

    expect(run.system_prompt).toContain("[SKILL: pdf]\nRead references/forms.md first.");
    expect(run.system_prompt).not.toContain("- pdf:");
    expect(payloadsOf(events, "context.resolved")).toMatchObject([{ skills: [{ id: "pdf" }] }]);
  },
);

it("skill__read gives the instructions with the names of the files, and then a file", async () => {
  const { run } = await ask("Hi", [
    { skill: "pdf" },
    { skill: "pdf", path: "references/forms.md" },
  ]);

  expect(run.calls.map(({ output }) => output?.content)).toEqual([
    "Read references/forms.md first.\n\nFiles: references/forms.md",
    "Forms have fields.",
  ]);
});

it("skill__read leads out of a skill neither by a path nor by a link", async () => {
  await symlink(join(folder, "outside.md"), join(folder, "pdf", "link.md"));
  const asked = ["../outside.md", "link.md", join(folder, "outside.md"), "none.md"];

  const { run } = await ask(
    "Hi",
    asked.map((path) => ({ skill: "pdf", path })),
  );

  expect(run.calls.map(({ error }) => error?.message)).toEqual([
    '"../outside.md" lies outside the skill',
    '"link.md" lies outside the skill',
    `"${asked[2]}" lies outside the skill`,
    `"none.md" cannot be read; ask for one of the skill's files`,
  ]);
});

it("an agent has the skills that it names, and no tool for them without any", async () => {
  const some = await ask("Hello", [], ["po*"]);
  const none = await ask("Hello", [], []);

  expect(some.run.system_prompt).not.toContain("pdf");
  expect(some.run.system_prompt).toContain("- poems");
  expect(none.run.system_prompt).toBe("You are able.");
  expect(none.run.tools.map(({ name }) => name)).not.toContain("skill__read");
});

it("a skill that does not fit is reported and left out; the others stay", async () => {
  await put("broken/SKILL.md", "No head");
  await put("empty/SKILL.md", "---\nname: empty\n---\n");

  const { run } = await ask("Hello");

  expect(run.system_prompt).toContain("- poems");
  expect(problems.map(({ message }) => message)).toEqual([
    expect.stringContaining('"broken/SKILL.md" has no head'),
    expect.stringContaining("description"),
  ]);
});
