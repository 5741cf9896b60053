import { rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

import { nodeDisk } from "#runtime/log/node-disk.ts";
import { makeFolder, writeSynced } from "#runtime/node-whole-file.ts";
import { oneAtATime } from "#runtime/one-at-a-time.ts";
import { filesInMemory, unfitFiles } from "./agent-files.ts";
import { AgentFileError } from "./agent-problem.ts";
import type { WritableAgentSource } from "./agent-source.ts";
import { loadAgent, type LoadedAgent } from "./load-agent.ts";
import { AgentFolder, type AgentFolderOptions } from "./node-agent-folder.ts";
import { entriesOf } from "./node-agent-files.ts";

/** Names with a dot in front are no agents: a new version that is not whole yet, and one that gives way to it. */
const NEXT = ".next-";
const FORMER = ".former-";

/** The folder of agents that were pushed or imported; one change at a time, each whole or not at all. */
export class PushedAgents extends AgentFolder implements WritableAgentSource {
  readonly #days: AgentFolderOptions["days"];
  readonly #inTurn = oneAtATime();

  constructor(options: Omit<AgentFolderOptions, "isBroughtIn">) {
    super({ ...options, isBroughtIn: true });
    this.#days = options.days;
  }

  /** Opens the folder, and makes it if needed. What a crash left half done is undone or finished. */
  static async open(options: Omit<AgentFolderOptions, "isBroughtIn">): Promise<PushedAgents> {
    await makeFolder(options.root);
    await recover(options.root);
    return new PushedAgents(options);
  }

  async put(id: string, files: ReadonlyMap<string, Uint8Array>): Promise<LoadedAgent> {
    const unfit = unfitFiles(files);
    if (unfit.length > 0) throw new AgentFileError(id, unfit);
    const loaded = loadAgent(filesInMemory(files), { id, ...this.#days(), isBroughtIn: true });
    await this.#inTurn(() => replace(this.root, id, files));
    await this.refresh([id]);
    return loaded;
  }

  async remove(id: string): Promise<boolean> {
    const isThere = this.ids().includes(id);
    if (isThere) await this.#inTurn(() => takeAway(this.root, id));
    await this.refresh([id]);
    return isThere;
  }
}

async function replace(
  root: string,
  id: string,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  const next = join(root, NEXT + id);
  await rm(next, { recursive: true, force: true });
  const folders = new Set<string>();
  for (const [path, bytes] of files) {
    const folder = dirname(join(next, path));
    if (!folders.has(folder)) await makeFolder(folder);
    folders.add(folder);
    await writeSynced(join(next, path), bytes);
  }
  for (const folder of folders) await nodeDisk.syncDirectory(folder);
  await takeAside(root, id);
  await rename(next, join(root, id));
  await nodeDisk.syncDirectory(root);
  await rm(join(root, FORMER + id), { recursive: true, force: true });
}

async function takeAway(root: string, id: string): Promise<void> {
  // Moved among the unfinished first: a crash in the middle must not bring half of it back.
  const gone = join(root, NEXT + id);
  await rm(gone, { recursive: true, force: true });
  await rename(join(root, id), gone);
  await nodeDisk.syncDirectory(root);
  await rm(gone, { recursive: true, force: true });
}

async function takeAside(root: string, id: string): Promise<void> {
  const former = join(root, FORMER + id);
  await rm(former, { recursive: true, force: true });
  await rename(join(root, id), former).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
}

/** A former version without its successor counts again; all else with a dot is left over. */
async function recover(root: string): Promise<void> {
  const names = new Set(entriesOf(root).map(({ name }) => name));
  for (const name of names) {
    const id = name.startsWith(FORMER) ? name.slice(FORMER.length) : undefined;
    if (id !== undefined && !names.has(id)) await rename(join(root, name), join(root, id));
    else if (id !== undefined || name.startsWith(NEXT)) {
      await rm(join(root, name), { recursive: true, force: true });
    }
  }
}
