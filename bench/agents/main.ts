import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { AgentFolder } from "#runtime/agent/node-agent-folder.ts";
import { watchAgents } from "#runtime/agent/node-watch-agents.ts";
import { AgentRegistry } from "#runtime/agent/registry.ts";
import { systemClock } from "#runtime/system-services.ts";

/**
 * `npm run bench:agents -- [--agents N] [--folder DIR]`: how long many agents take to be known and to be read, and
 * what they hold. A folder is measured as it is; without one, agents with a skill are written to a new one.
 */
const AGENTS = 10_000;
const CACHE_SIZE = 1_000;
/** More than stay read. */
const ASKED = 1_200;
const WRITTEN_AT_ONCE = 200;
const SKILL = `---\nname: tidy\nkeywords: [tidy]\n---\n${"Put each thing in its place. ".repeat(20)}\n`;

const { values } = parseArgs({
  options: { agents: { type: "string" }, folder: { type: "string" } },
});
const count = Number(values.agents ?? AGENTS);
if (values.folder !== undefined) await measure(values.folder);
else {
  const root = await mkdtemp(join(tmpdir(), "uar-bench-"));
  try {
    await writeAgents(root);
    await measure(root);
  } finally {
    await rm(root, { recursive: true });
  }
}

async function measure(root: string): Promise<void> {
  const rows: { what: string; ms: number; "resident MB": number }[] = [];
  const row = async (what: string, work: () => unknown): Promise<void> => {
    const begun = performance.now();
    await work();
    const ms = Math.round(performance.now() - begun);
    rows.push({ what, ms, "resident MB": Math.round(process.memoryUsage().rss / 1e6) });
  };
  const days = () => ({ today: "2026-01-02", yesterday: "2026-01-01" });
  const options = { root, title: "bench", isBroughtIn: false, cacheSize: CACHE_SIZE, days };
  await row("nothing yet", () => {});
  const folder = new AgentFolder(options);
  const agents = new AgentRegistry([], { sources: [folder] });
  await row("known (a second look)", () => folder.reload());
  const watcher = watchAgents(folder, { clock: systemClock, report: console.error });
  await row("watched", () => {});
  const ids = folder.ids();
  await row("one read", () => agents.resolve(ids[0]));
  await row(`${ASKED} read`, () => ids.slice(0, ASKED).forEach((id) => agents.resolve(id)));
  await watcher.close();
  await row("watched no more", () => {});
  console.log(`${ids.length} agents, Node ${process.version}`);
  console.table(rows);
}

async function writeAgents(root: string): Promise<void> {
  for (let from = 0; from < count; from += WRITTEN_AT_ONCE) {
    const some = Array.from({ length: Math.min(WRITTEN_AT_ONCE, count - from) }, (_each, index) =>
      writeAgent(root, `a${from + index}`),
    );
    await Promise.all(some);
  }
}

async function writeAgent(root: string, id: string): Promise<void> {
  const skill = join(root, id, "skills", "tidy");
  await mkdir(skill, { recursive: true });
  const prompt = `name: ${id}\ndescription: Agent ${id}\nsystem_prompt: You are ${id}.\n`;
  await writeFile(join(root, id, "agent.yaml"), prompt);
  await writeFile(join(root, id, "SOUL.md"), "Calm and exact. ".repeat(20));
  await writeFile(join(skill, "SKILL.md"), SKILL);
}
