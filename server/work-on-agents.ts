import { existsSync, readFileSync, statSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

import { packAgent, renamed, unpackAgent } from "#runtime/agent/agent-package.ts";
import { AgentFileError, problemWords } from "#runtime/agent/agent-problem.ts";
import { AGENT_FILE } from "#runtime/agent/load-agent.ts";
import { AgentFolder, isAgentFolder } from "#runtime/agent/node-agent-folder.ts";
import { allFilesIn } from "#runtime/agent/node-agent-files.ts";
import { subPromptOf } from "#runtime/agent/prompt-file.ts";
import { systemClock } from "#runtime/system-services.ts";
import { openAgents, readFolders } from "./agent-folders.ts";
import { readSettings, type Settings } from "./settings.ts";

/** In bytes, packed. */
const MAX_PACKAGE = 16 * 1024 * 1024;
const SILENT = { error: () => {} };

type Flags = Readonly<Partial<Record<"data" | "agentsDir" | "agentDir" | "config", string>>>;

/** Prints a line for each agent. False where one is broken. */
export async function printAgents(flags: Flags): Promise<boolean> {
  const { options, config } = await setUp(flags);
  const { agents } = await openAgents({ ...options, watch: false }, config, SILENT);
  for (const id of agents.ids()) {
    const agent = agents.find(id);
    const source = agent === undefined ? "broken" : (agents.origin(id)?.source ?? "uar.yaml");
    console.log([id, source, agent?.description ?? ""].join("\t"));
  }
  for (const { id, problems } of agents.broken()) {
    for (const problem of problems) console.error(`${id}/${problemWords(problem)}`);
  }
  return agents.broken().length === 0;
}

/** Prints what is wrong with one agent or all of a folder, and what goes unused. False where something is wrong. */
export function validateAgents(dir: string): boolean {
  const path = resolve(dir);
  if (!existsSync(path) || !statSync(path).isDirectory()) {
    console.error(`"${dir}" is no folder; name one with ${AGENT_FILE}, or with agents in it`);
    return false;
  }
  const isOne = isAgentFolder(path);
  const folder = new AgentFolder({ ...readFolders(isOne ? dirname(path) : path), title: dir });
  const ids = isOne ? [basename(path)] : folder.ids();
  if (ids.length === 0) {
    console.error(`"${dir}" has no agents: no folder in it has ${AGENT_FILE}`);
    return false;
  }
  return ids.map((id) => isValid(id, folder)).every((valid) => valid);
}

function isValid(id: string, folder: AgentFolder): boolean {
  try {
    const { notes, agent } = folder.load(id);
    const subs = agent.agents.filter((name) => subPromptOf(name)?.folder === id);
    for (const sub of subs) folder.load(sub);
    console.log(`${id}: valid`);
    for (const note of notes) console.log(`${id}: ${note}`);
    return true;
  } catch (error) {
    if (!(error instanceof AgentFileError)) throw error;
    for (const problem of error.problems) console.error(`${id}/${problemWords(problem)}`);
    return false;
  }
}

/** Writes an agent's package. Rejects for an agent that is not of files, or broken. */
export async function exportAgent(
  flags: Flags & { readonly agent: string; readonly output: string },
): Promise<void> {
  const { agent: name, output } = flags;
  const { options, config } = await setUp(flags);
  const { folders } = await openAgents({ ...options, watch: false }, config, SILENT);
  const folder = folders.find((known) => known.has(name));
  if (folder === undefined) {
    throw new Error(`No agent of files is called "${name}"; \`uar agents\` lists them`);
  }
  const { version } = folder.load(name);
  const files = allFilesIn(join(folder.root, name));
  const about = { exportedAt: systemClock.now(), by: `uar ${ownVersion()}` };
  const packed = await packAgent(
    { name, files },
    { ...about, ...(version !== undefined && { version }) },
  );
  const isFolder = existsSync(output) && statSync(output).isDirectory();
  const file = isFolder ? join(output, `${name}.tar.gz`) : output;
  await writeFile(file, packed);
  console.log(`Wrote ${file}: ${files.size} files, ${packed.length} bytes`);
}

/** Keeps the agent of a package among the pushed ones. Rejects, and keeps nothing, where it does not fit. */
export async function importAgent(
  flags: Flags & { readonly file: string; readonly name?: string },
): Promise<void> {
  const { options, config } = await setUp(flags);
  if (statSync(flags.file).size > MAX_PACKAGE) {
    throw new Error(`"${flags.file}" is larger than the ${MAX_PACKAGE} bytes that are taken`);
  }
  const unpacked = await unpackAgent(await readFile(flags.file));
  const { name, files } = renamed(unpacked, flags.name ?? unpacked.name);
  const { agents } = await openAgents({ ...options, watch: false }, config, SILENT);
  const { notes } = await agents.put(name, files);
  console.log(`Imported ${name}: ${files.size} files`);
  for (const note of notes) console.log(note);
}

/** The options and the configuration that count for flags. */
export function setUp(flags: Flags): Promise<Settings> {
  return readSettings(flags, process.env);
}

function ownVersion(): string {
  const path = join(import.meta.dirname, "..", "package.json");
  // package.json is ours and always has a version.
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}
