import { watch as watchFolder } from "node:fs";
import { basename, join } from "node:path";
import { FSWatcher } from "chokidar";

import type { Clock } from "#runtime/services.ts";
import { AGENT_ID } from "./agent.ts";
import type { AgentFolder } from "./node-agent-folder.ts";

/** An editor writes a file in several steps; they are looked at together. */
const SETTLE_MS = 50;
/** `<skill folder>/<skill>/SKILL.md` and what lies beside it. */
const DEPTH = 3;

export interface WatchServices {
  readonly clock: Clock;
  /** Changes are no longer seen, or an agent could not be looked at. */
  readonly report: (error: unknown) => void;
  /** Called after each look at what changed. */
  readonly refreshed?: () => void;
}

/** A folder that is being watched. Closing waits for a look that goes on. */
export interface WatchedFolder {
  close(): Promise<void>;
}

/**
 * Sees to it that a folder's agents are those of its files. The folder itself is watched for agents that come
 * and go, and the files of those that were read: ten thousand that nobody asks for cost nothing.
 * A folder's files are looked at once more when they begin to be watched, so no edit falls in between.
 */
export function watchAgents(folder: AgentFolder, services: WatchServices): WatchedFolder {
  const looks = new Looks(folder, services);
  // One watcher an agent: to take a folder from a watcher of many takes time for all of them.
  const watched = new Map<string, FSWatcher>();
  const begin = (id: string): void => {
    if (watched.has(id)) return;
    const files = new FSWatcher({
      depth: DEPTH,
      ignored: (path) => basename(path).startsWith("."),
    });
    watched.set(id, files);
    files.on("all", () => looks.at(id)).on("error", services.report);
    files.add(join(folder.root, id));
  };
  const end = (id: string): void => {
    watched.get(id)?.close().catch(services.report);
    watched.delete(id);
  };
  const names = watchFolder(folder.root, (event, name) => {
    if (name === "AGENTS.md") for (const id of folder.ids()) looks.at(id);
    if (name === null || !AGENT_ID.test(name)) return;
    if (event === "rename") {
      // Another folder may stand there now, which the former watch does not see.
      end(name);
      begin(name);
    }
    looks.at(name);
  });
  names.on("error", services.report);
  folder.observe({ read: begin, dropped: end });
  return {
    close: async () => {
      names.close();
      await Promise.all([...watched.values()].map((files) => files.close()));
      await looks.close();
    },
  };
}

/** Looks at what changed, one look at a time; what changes meanwhile is for the next one. */
class Looks {
  readonly #folder: AgentFolder;
  readonly #services: WatchServices;
  readonly #changed = new Set<string>();
  readonly #stop = new AbortController();
  #looking: Promise<void> | undefined;

  constructor(folder: AgentFolder, services: WatchServices) {
    this.#folder = folder;
    this.#services = services;
  }

  at(id: string): void {
    this.#changed.add(id);
    this.#looking ??= this.#look()
      .catch((error: unknown) => {
        if (!this.#stop.signal.aborted) this.#services.report(error);
      })
      .finally(() => {
        this.#looking = undefined;
      });
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#looking;
  }

  async #look(): Promise<void> {
    while (this.#changed.size > 0) {
      await this.#services.clock.sleep(SETTLE_MS, this.#stop.signal);
      const ids = [...this.#changed];
      this.#changed.clear();
      await this.#folder.refresh(ids);
      this.#services.refreshed?.();
    }
  }
}
