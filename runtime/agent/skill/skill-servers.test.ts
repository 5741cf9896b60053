import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";

import { Agent } from "#runtime/agent/agent.ts";
import {
  calls,
  says,
  scriptedModels,
  type Script,
} from "#runtime/model/testing/scripted-models.ts";
import { findContainment } from "#runtime/process/node-containment.ts";
import { processesWith } from "#runtime/process/testing/processes-with.ts";
import { systemClock } from "#runtime/system-services.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { nodeTransports } from "#runtime/tool/mcp/node-transport.ts";
import { FIXTURES } from "#runtime/tool/testing/fixture-servers.ts";
import { openSkillFolders } from "./node-skill-folders.ts";

const CONTAINMENT = await findContainment();

let folder = "";
/** Stands among the words of the started servers, so that their processes can be found. */
let mark = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "uar-skill-servers-"));
  mark = `mark-${folder.slice(-6)}`;
  await put("echo", { command: process.execPath, args: [join(FIXTURES, "v1-server.ts"), mark] });
  await put("broken", { command: join(folder, "no-such-program") });
});
afterEach(() => rm(folder, { recursive: true }));

async function put(skill: string, server: object): Promise<void> {
  const head = `description: Uses a server.\nmcpServers: ${JSON.stringify({ one: server })}`;
  await mkdir(join(folder, skill));
  await writeFile(join(folder, skill, "SKILL.md"), `---\n${head}\n---\nUse it.\n`);
}

async function opened(script: Script) {
  const models = scriptedModels({ "a/1": script }, {});
  const agent = { id: "able", system_prompt: "Able.", skill_folders: ["*"], tools: [] };
  const store = openSkillFolders(folder, (problem) => {
    throw problem;
  });
  const servers = {
    env: process.env,
    clock: systemClock,
    openTransport: nodeTransports(CONTAINMENT),
  };
  return testRuntime({
    models,
    agents: [Agent.parse(agent)],
    skills: { store, servers },
    policy: { mode: "bypass" },
  });
}

it("134, 135: a skill's server runs while the skill is active in a run, and is gone after it", async () => {
  let during = 0;
  const runtime = await opened((call) => {
    during = Math.max(during, processesWith(mark).length);
    return call === 1 ? calls("echo__one__echo", { text: "hello" }) : says("Done");
  });

  const { run } = await runtime.ask("#echo Go");

  expect(run.tools.map(({ name }) => name)).toContain("echo__one__echo");
  expect(run.calls[0]?.output?.content).toContain("hello");
  expect(during).toBeGreaterThan(0);
  await runtime.services.queue.drain();
  expect(processesWith(mark)).toEqual([]);
});

it("134: a server of a skill that nobody called for is not started", async () => {
  let during = 0;
  const runtime = await opened(() => {
    during = processesWith(mark).length;
    return says("Done");
  });

  const { run } = await runtime.ask("Hello");

  expect(run.status).toBe("completed");
  expect(run.tools.map(({ name }) => name)).toEqual(["skill__read"]);
  expect(during).toBe(0);
});

it("134: a server that does not start ends that run with the reason, and no other", async () => {
  const runtime = await opened(() => says("Done"));

  const { run: broken } = await runtime.ask("#broken and #echo");
  const { run: plain } = await runtime.ask("Hello");

  expect(broken.status).toBe("failed");
  expect(broken.error).toMatchObject({
    code: "skill_server_failed",
    message: expect.stringMatching(/The MCP server "one" of the skill "broken" did not start: /),
  });
  expect(plain.status).toBe("completed");
  await runtime.services.queue.drain();
  expect(processesWith(mark)).toEqual([]);
});
