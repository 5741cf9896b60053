import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { Agent } from "#runtime/agent/agent.ts";
import { perform } from "#runtime/control/dispatch.ts";
import { respondAction } from "#runtime/control/respond-action.ts";
import type { Json } from "#runtime/event/shared.ts";
import { calls, says, scriptedModels } from "#runtime/model/testing/scripted-models.ts";
import { findSandbox } from "#runtime/process/node-sandbox.ts";
import { RunningProcesses } from "#runtime/process/running-processes.ts";
import { systemClock, systemIds } from "#runtime/system-services.ts";
import { payloadsOf, testRuntime } from "#runtime/test-runtime.ts";
import { runProcess } from "#runtime/tool/builtin/node-run-process.ts";
import { ranToEnd } from "#runtime/tool/builtin/process-tools.ts";
import { openSkillFolders } from "./node-skill-folders.ts";
import type { SkillScriptRunner } from "./skill-script.ts";

const MEGABYTE = 1024 * 1024;
const LIMITS = {
  wall_ms: 20_000,
  memory_bytes: 256 * MEGABYTE,
  output_bytes: MEGABYTE,
  processes: 24,
  scratch_bytes: 4 * MEGABYTE,
};
const found = await findSandbox(LIMITS, systemClock);
const missing = "unavailable" in found ? `, which is not tried here: ${found.unavailable}` : "";

let root = "";
let skills = "";
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "uar-scripts-")));
  skills = join(root, "skills");
  await put("skills/count/SKILL.md", "---\ndescription: Counts.\n---\nRun count.sh.\n");
  await put("skills/count/scripts/count.sh", 'echo "$# words: $*"; cat; cat ../kept 2>&1; pwd\n');
  await put("skills/count/references/words.txt", "from the skill\n");
  await put("workspace/note.txt", "from the workspace\n");
  await put("secret.sh", "echo stolen\n");
});
afterEach(() => rm(root, { recursive: true }));

async function put(path: string, text: string): Promise<void> {
  await mkdir(join(root, path, ".."), { recursive: true });
  await writeFile(join(root, path), text);
}

function runner(): SkillScriptRunner {
  if ("unavailable" in found) throw new Error(found.unavailable);
  const services = {
    sandbox: found,
    processes: new RunningProcesses(),
    clock: systemClock,
    ids: systemIds(),
  };
  return {
    wall_ms: LIMITS.wall_ms,
    run: ({ folder, argv }, asked, context) => {
      const view = { workspace: join(root, "workspace"), read_roots: [folder] };
      return ranToEnd(
        (ask, own) => runProcess(ask, { ...services, view }, own),
        argv,
        asked,
        context,
      );
    },
  };
}

/** A run of an agent that makes these calls, allowed unless the gate is to ask. */
async function begin(asked: readonly Json[], options: { gate?: boolean; off?: boolean } = {}) {
  const models = scriptedModels(
    {
      "a/1": (call) => {
        const args = asked[call - 1];
        return args === undefined ? says("Done") : calls("skill__run_script", args);
      },
    },
    {},
  );
  const agents = [Agent.parse({ id: "able", system_prompt: "Able.", skill_folders: ["*"] })];
  const store = openSkillFolders(skills, (problem) => {
    throw problem;
  });
  const services = { store, ...(options.off !== true && { scripts: runner() }) };
  const policy = options.gate === true ? {} : { mode: "bypass" };
  const runtime = await testRuntime({ models, agents, skills: services, policy });
  const { run_id } = await runtime.submit("Count");
  return { runtime, run_id };
}

async function ask(asked: readonly Json[], options = {}) {
  const { runtime, run_id } = await begin(asked, options);
  return runtime.ended(run_id);
}

it("133, 152: without a sandbox no tool runs scripts, and skills can still be read", async () => {
  const { run } = await ask([], { off: true });

  const names = run.tools.map(({ name }) => name);
  expect(names).toContain("skill__read");
  expect(names).not.toContain("skill__run_script");
});

describe.skipIf("unavailable" in found)(
  `scripts in a sandbox${missing}`,
  { timeout: 60_000 },
  () => {
    it("133: a script gets its words and input, reads its skill, and works in the workspace", async () => {
      await put(
        "skills/count/scripts/look.sh",
        'cat "$(dirname "$0")/../references/words.txt" note.txt; touch "$0.new" made; ls\n',
      );

      const { run, events } = await ask([
        { skill: "count", script: "count.sh", args: ["a b", "$(id)"], stdin: "said\n" },
        { skill: "count", script: "look.sh" },
      ]);

      const [first, second] = run.calls.map(({ output }) => output?.content);
      expect(first).toContain("2 words: a b $(id)\nsaid");
      expect(first).toContain("/workspace");
      expect(second).toContain("from the skill\nfrom the workspace\n");
      expect(second).toContain("Read-only file system");
      expect(second).toContain("made");
      expect(payloadsOf(events, "process.completed")).toHaveLength(2);
      expect(payloadsOf(events, "sandbox.applied")).toMatchObject([
        { network: "none", read_roots: ["/usr", join(skills, "count")] },
        {},
      ]);
    });

    it("133: a program runs by itself, and what is none says how it becomes one", async () => {
      await put("skills/count/scripts/plain", "#!/usr/bin/bash\necho by itself\n");
      await put("skills/count/scripts/text", "echo no\n");
      await chmod(join(skills, "count/scripts/plain"), 0o755);

      const { run } = await ask([
        { skill: "count", script: "plain" },
        { skill: "count", script: "text" },
      ]);

      expect(run.calls[0]?.output?.content).toBe("by itself");
      expect(run.calls[1]?.error?.message).toContain('"text" is no program: name it .sh or .py');
    });

    it("152: neither a path nor a link leads a call out of the scripts", async () => {
      await symlink(join(root, "secret.sh"), join(skills, "count/scripts/link.sh"));
      await symlink("count.sh", join(skills, "count/scripts/near.sh"));
      await put("skills/linked/SKILL.md", "---\ndescription: Linked.\n---\nRun it.\n");
      await symlink(root, join(skills, "linked/scripts"));

      const { run } = await ask([
        { skill: "count", script: "../../../secret.sh" },
        { skill: "count", script: join(root, "secret.sh") },
        { skill: "count", script: "../SKILL.md" },
        { skill: "count", script: "link.sh" },
        { skill: "count", script: "near.sh" },
        { skill: "linked", script: "secret.sh" },
        { skill: "count", script: "none.sh" },
      ]);

      expect(run.calls.map(({ error }) => error?.message)).toEqual([
        expect.stringContaining("lies outside the scripts"),
        expect.stringContaining("lies outside the scripts"),
        expect.stringContaining("lies outside the scripts"),
        expect.stringContaining('"link.sh" is a link'),
        expect.stringContaining('"near.sh" is a link'),
        expect.stringContaining('"secret.sh" is a link'),
        expect.stringContaining('There is no script "none.sh"'),
      ]);
    });

    it("133: the gate asks before a script, and its answer holds for these arguments alone", async () => {
      const asked = { skill: "count", script: "count.sh", args: ["one"] };
      const { runtime, run_id } = await begin([asked, { ...asked, args: ["two"] }], { gate: true });
      const waiting = await runtime.reaches(run_id, ({ approvals }) => approvals.length === 1);
      const action_id = waiting.approvals[0]?.action_id ?? "";
      const stale = { action_id, decision: "allow_once", arguments_hash: "0".repeat(64) };
      await expect(perform(respondAction, stale, runtime.services)).rejects.toThrow(/arguments/i);
      expect(waiting.calls[0]?.output).toBeUndefined();

      await perform(respondAction, { action_id, decision: "allow_once" }, runtime.services);

      const next = await runtime.reaches(run_id, ({ approvals }) => approvals.length === 2);
      expect(next.calls[0]?.output?.content).toContain("1 words: one");
      expect(next.approvals[1]?.arguments).toMatchObject({ args: ["two"] });
      const second = { action_id: next.approvals[1]?.action_id, decision: "deny" };
      await perform(respondAction, second, runtime.services);
      expect((await runtime.ended(run_id)).run.calls[1]?.output).toBeUndefined();
    });
  },
);
