import { existsSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { LRUCache } from "lru-cache";

import { AgentFileError, ProblemError } from "./agent-problem.ts";
import type { AgentSource, BrokenAgent } from "./agent-source.ts";
import { AGENT_ID } from "./agent.ts";
import type { Days } from "./bootstrap.ts";
import { AGENT_FILE, loadAgent, type LoadedAgent } from "./load-agent.ts";
import { AGENT_PROMPT, subPromptOf } from "./prompt-file.ts";
import { allFilesIn, entriesOf, filesOnDisk, readOnDisk } from "./node-agent-files.ts";

export interface AgentFolderOptions {
  readonly root: string;
  readonly title: string;
  /** The one agent that is taken of it; absent, all. */
  readonly only?: string;
  /** Whether its agents came from elsewhere, so that they may not allow themselves anything. */
  readonly isBroughtIn: boolean;
  /** How many agents stay read. */
  readonly cacheSize: number;
  /** The days of memory that agents read. */
  readonly days: () => Days;
}

/** Who sees to it that what is read is refreshed when its files change. */
export interface FolderObserver {
  /** An agent was read, and is kept. */
  read(id: string): void;
  /** It is no longer kept. */
  dropped(id: string): void;
}

interface Kept {
  readonly loaded: LoadedAgent;
  readonly today: string;
}

/** Agents that are read before others get their turn. */
const AT_ONCE = 20;
/** As many broken agents are known by name, and as many last good versions stay. */
const MAX_BROKEN = 1_000;

/**
 * A folder with a folder for each agent. Owns what was read of it:
 * 1. An agent is read when it is asked for; the least asked ones are forgotten beyond `cacheSize`.
 * 2. What was read counts until `refresh()` or another day; a broken edit leaves the last good version.
 * 3. An agent whose files are gone is gone.
 */
export class AgentFolder implements AgentSource {
  readonly title: string;
  readonly root: string;
  readonly #options: AgentFolderOptions;
  readonly #ids = new Set<string>();
  readonly #read: LRUCache<string, Kept>;
  readonly #lastGood: LRUCache<string, LoadedAgent>;
  readonly #broken: LRUCache<string, AgentFileError>;
  #observer: FolderObserver | undefined;

  constructor(options: AgentFolderOptions) {
    this.title = options.title;
    this.root = options.root;
    this.#options = options;
    this.#read = new LRUCache({
      max: options.cacheSize,
      dispose: (_kept, id, reason) => {
        if (reason === "evict") this.#observer?.dropped(id);
      },
    });
    this.#lastGood = new LRUCache({ max: MAX_BROKEN });
    this.#broken = new LRUCache({ max: MAX_BROKEN });
    this.#scan();
  }

  ids(): readonly string[] {
    return [...this.#ids];
  }

  /** Also of the further prompts of an agent's folder, which are sub-agents and in no list. */
  has(id: string): boolean {
    if (this.#ids.has(id)) return true;
    const { folder = "", path = "" } = subPromptOf(id) ?? {};
    return this.#ids.has(folder) && existsSync(join(this.root, folder, path));
  }

  files(id: string): ReadonlyMap<string, Uint8Array> {
    try {
      return allFilesIn(join(this.root, id));
    } catch (cause) {
      if (!(cause instanceof ProblemError)) throw cause;
      throw new AgentFileError(id, [cause.problem]);
    }
  }

  /** Tells of what is kept from now on, beginning with what is already. */
  observe(observer: FolderObserver): void {
    this.#observer = observer;
    for (const id of this.#read.keys()) observer.read(id);
  }

  load(id: string): LoadedAgent {
    const known = this.#read.get(id);
    const days = this.#options.days();
    if (known?.today === days.today) return known.loaded;
    try {
      const loaded = this.#loadNow(id, days);
      this.#read.set(id, { loaded, today: days.today });
      this.#broken.delete(id);
      this.#lastGood.delete(id);
      this.#observer?.read(id);
      return loaded;
    } catch (error) {
      if (!(error instanceof AgentFileError)) throw error;
      return this.#fallBack(id, error, days.today);
    }
  }

  broken(): readonly BrokenAgent[] {
    const all = [...this.#broken.entries()].map(([id, { problems }]) => {
      return { id, problems, isKept: this.#lastGood.has(id) };
    });
    return all.toSorted((left, right) => left.id.localeCompare(right.id));
  }

  async reload(): Promise<void> {
    const before = [...this.#ids];
    this.#scan();
    await this.refresh(new Set([...before, ...this.#ids]));
  }

  /** Looks anew at agents whose files may have changed; those that nobody asked for are read when somebody does. */
  async refresh(ids: Iterable<string>): Promise<void> {
    let count = 0;
    for (const id of ids) {
      if (!this.#isThere(id)) this.#forget(id);
      else this.#readAgain(id);
      count += 1;
      if (count % AT_ONCE === 0) await nextTurn();
    }
  }

  #readAgain(id: string): void {
    this.#ids.add(id);
    for (const kept of [this.#read, this.#broken]) {
      for (const sub of [...kept.keys()].filter((known) => this.#isSub(known, id))) {
        kept.delete(sub);
      }
    }
    const known = this.#read.peek(id)?.loaded;
    if (known === undefined && !this.#broken.has(id)) return;
    if (known !== undefined) this.#lastGood.set(id, known);
    this.#read.delete(id);
    try {
      this.load(id);
    } catch (error) {
      // It is among the broken now, which is where people look.
      if (!(error instanceof AgentFileError)) throw error;
    }
  }

  #isSub(id: string, folder: string): boolean {
    return !this.#ids.has(id) && subPromptOf(id)?.folder === folder;
  }

  #fallBack(id: string, error: AgentFileError, today: string): LoadedAgent {
    this.#broken.set(id, error);
    const good = this.#read.peek(id)?.loaded ?? this.#lastGood.get(id);
    if (good === undefined) throw error;
    this.#lastGood.set(id, good);
    this.#read.set(id, { loaded: good, today });
    return good;
  }

  #loadNow(id: string, days: Days): LoadedAgent {
    const { root, isBroughtIn } = this.#options;
    const around = nearestAbove(root);
    const options = { id, ...days, isBroughtIn, ...(around !== undefined && { around }) };
    if (this.#ids.has(id)) return loadAgent(filesOnDisk(join(root, id)), options);
    const { folder = id, path } = subPromptOf(id) ?? {};
    const prompt = path !== undefined && { id: folder, prompt: path };
    return loadAgent(filesOnDisk(join(root, folder)), { ...options, ...prompt });
  }

  #forget(id: string): void {
    this.#ids.delete(id);
    for (const kept of [this.#read, this.#lastGood, this.#broken]) kept.delete(id);
    this.#observer?.dropped(id);
  }

  #isThere(id: string): boolean {
    const { root, only = id } = this.#options;
    return id === only && AGENT_ID.test(id) && isAgentFolder(join(root, id));
  }

  #scan(): void {
    this.#ids.clear();
    for (const { name } of entriesOf(this.root)) if (this.#isThere(name)) this.#ids.add(name);
  }
}

/** Whether a folder holds what makes it an agent. */
export function isAgentFolder(folder: string): boolean {
  return [AGENT_FILE, AGENT_PROMPT].some((file) => existsSync(join(folder, file)));
}

/** What counts for all agents of a folder that have no AGENTS.md of their own. */
function nearestAbove(root: string): string | undefined {
  try {
    return readOnDisk(root, "AGENTS.md");
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    throw new AgentFileError("..", [error.problem]);
  }
}
