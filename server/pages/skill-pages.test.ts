import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { Agent } from "#runtime/agent/agent.ts";
import { openSkillFolders } from "#runtime/agent/skill/node-skill-folders.ts";
import type { SkillScriptRunner } from "#runtime/agent/skill/skill-script.ts";
import { testApp } from "#server/test-app.ts";

const ABLE = Agent.parse({ id: "able", system_prompt: "Able.", skill_folders: ["p*"] });
const OWNER = Agent.parse({
  id: "owner",
  system_prompt: "Own.",
  skills: [{ id: "tidy", title: "Tidy up", instructions: "Tidy." }],
});

/** Says which command it was to run. */
const ECHO: SkillScriptRunner = {
  wall_ms: 1_000,
  run: async ({ argv }, { stdin }) => ({
    content: `ran ${argv.slice(-2).join(" ")} with ${stdin}`,
  }),
};

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "uar-skill-pages-"));
  await put("pdf/SKILL.md", "---\ndescription: Works <with> PDF files.\n---\nRead the forms.\n");
  await put("pdf/references/forms.md", "Forms have fields.");
  await put("pdf/scripts/count.sh", "echo");
  await put("poems/SKILL.md", "---\ndescription: Rhymes.\ntags: [verse]\n---\nRhyme.\n");
  await put("spare/SKILL.md", "---\ndescription: Spare.\n---\nSpare.\n");
});
afterEach(() => rm(folder, { recursive: true }));

async function put(path: string, text: string): Promise<void> {
  await mkdir(join(folder, path, ".."), { recursive: true });
  await writeFile(join(folder, path), text);
}

async function opened(options: { off?: boolean; policy?: object } = {}) {
  const store = openSkillFolders(folder, (problem) => {
    throw problem;
  });
  const skills = { store, ...(options.off !== true && { scripts: ECHO }) };
  const { policy = {} } = options;
  return testApp({ agents: [ABLE, OWNER], skills, policy });
}

type App = Awaited<ReturnType<typeof testApp>>;

async function shown(app: App, path: string): Promise<string> {
  const text = await (await app.fetch(path)).text();
  return text.replaceAll(/<!--.*?-->/gu, "").replaceAll(/\s+/gu, " ");
}

describe("/skills", () => {
  it("133: lists each skill with the agents that have it, and those of single agents", async () => {
    const page = await shown(await opened(), "/skills");

    expect(page).toMatch(/href="\/skills\/pdf"[^]*Works &lt;with&gt; PDF files\.[^]*able/);
    expect(page).toMatch(/href="\/skills\/spare"[^]*no agent has it/);
    expect(page).toMatch(/href="\/agents\/owner"[^]*Tidy up/);
  });

  it("says how the first skill comes where there is none", async () => {
    expect(await shown(await testApp(), "/skills")).toContain("None yet.");
  });
});

describe("/skills/:skill", () => {
  it("133, 152: shows what a skill says, what brings it in, and its files", async () => {
    const app = await opened();

    const page = await shown(app, "/skills/pdf");
    const file = await shown(app, "/skills/pdf?file=references%2Fforms.md");

    expect(page).toContain("Read the forms.");
    expect(page).toContain('href="/skills/pdf?file=references%2Fforms.md"');
    expect(file).toContain("Forms have fields.");
    expect(await shown(app, "/skills/poems")).toContain("#poems, #verse");
    expect((await app.fetch("/skills/pdf?file=..%2Fpoems%2FSKILL.md")).status).toBe(422);
    expect((await app.fetch("/skills/none")).status).toBe(404);
  });

  it("133: its form asks in a new chat, where the tag brings the skill in", async () => {
    const app = await opened();
    const page = await shown(app, "/skills/pdf");
    expect(page).toMatch(/action="\/turns"[^]*#pdf/);

    const answer = await app.form("/turns", { message: "#pdf Go", agent: "able" });

    expect(answer.headers.get("location")).toMatch(/^\/s\//);
    const [run] = (await app.runtime.services.threads.list()).flatMap(({ runs }) => runs);
    const ended = await app.runtime.ended(run?.run_id ?? "");
    expect(ended.run.system_prompt).toContain("[SKILL: pdf]\nRead the forms.");
  });

  it("133: runs a script through the gate, and shows the run with its question", async () => {
    const app = await opened();

    const answer = await app.form("/skills/pdf/scripts", {
      script: "count.sh",
      args: "one two\r\n\r\nthree",
      stdin: "in",
      agent: "able",
    });

    expect(answer.status).toBe(303);
    const place = answer.headers.get("location") ?? "";
    const run_id = /run=([^#]+)#trial$/.exec(place)?.[1] ?? "";
    const run = await app.runtime.reaches(run_id, ({ approvals }) => approvals.length === 1);
    expect(run.approvals[0]?.arguments).toMatchObject({ args: ["one two", "three"], stdin: "in" });
    expect(await shown(app, place)).toMatch(/This call[^]*action="\/actions\//);

    await app.form(`/actions/${run.approvals[0]?.action_id}`, { decision: "allow_once" });

    const { run: ended } = await app.runtime.ended(run_id);
    expect(ended.calls[0]?.output?.content).toBe("ran one two three with in");
    expect(await shown(app, place)).toContain("ran one two three with in");
  });

  it("133: a script that is none, and an agent without the skill, are refused with the reason", async () => {
    const app = await opened();

    const none = await app.form("/skills/pdf/scripts", { script: "../SKILL.md" });
    const other = await app.form("/skills/pdf/scripts", { script: "count.sh", agent: "owner" });
    const spare = await shown(app, "/skills/spare");

    expect([none.status, other.status]).toEqual([422, 422]);
    expect(await none.text()).toContain("lies outside the scripts");
    expect(await other.text()).toContain("only able may use it");
    expect(spare).toContain("No agent has this skill.");
    expect(await app.runtime.services.threads.list()).toEqual([]);
  });

  it("133: where scripts are off the page says what turns them on", async () => {
    const app = await opened({ off: true });

    expect(await shown(app, "/skills/pdf")).toContain("Its scripts do not run here");
    const answer = await app.form("/skills/pdf/scripts", { script: "count.sh" });
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain("Scripts are off here");
  });
});
