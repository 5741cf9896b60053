import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, type BrowserContext, type Page } from "@playwright/test";

import type { RunReadModel } from "#runtime/state/run-read-model.ts";
import type { ScriptedModel } from "./kit/model/model-server.ts";
import { ServerProcess } from "./kit/server-process.ts";

const TOKEN = "e2e-token-e2e-token-e2e-token-e2e";
const READY = /ready at (http:\/\/[^/]+)\/login/;

/** A real server in a process of its own, with a data directory of its own. */
export class Playground {
  readonly data: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #process = new ServerProcess();
  #url = "";

  constructor(data: string, env: Readonly<Record<string, string>>) {
    this.data = data;
    this.#env = env;
  }

  get url(): string {
    return this.#url;
  }

  get loginUrl(): string {
    return `${this.#url}${this.loginPath}`;
  }

  get loginPath(): string {
    return `/login?token=${TOKEN}`;
  }

  /** Starts the server, on the port that it had before if it ran already. */
  async start(): Promise<void> {
    const { UAR_COLD } = process.env;
    this.#url = await this.#process.start({
      command: process.execPath,
      args: ["server/main.ts", "serve"],
      ready: READY,
      env: {
        UAR_TOKEN: TOKEN,
        UAR_DATA: this.data,
        UAR_PORT: this.#url === "" ? "0" : new URL(this.#url).port,
        ...(UAR_COLD !== undefined && { UAR_COLD }),
        ...this.#env,
      },
    });
  }

  /** Ends the server at once, as a crash would. */
  kill(): Promise<void> {
    return this.#process.kill();
  }

  fetch(
    path: string,
    init: Omit<RequestInit, "headers"> & { headers?: Record<string, string> } = {},
  ): Promise<Response> {
    const headers = { authorization: `Bearer ${TOKEN}`, ...init.headers };
    return fetch(`${this.#url}${path}`, { ...init, headers });
  }

  /** Submits a message through the API; the run goes on by itself. */
  async ask(message: string, more: object = {}): Promise<Asked> {
    const response = await this.fetch("/api/chat", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ message, ...more }),
    });
    if (response.status !== 202) throw new Error(await response.text());
    // The answer's shape is one of the doors that stay.
    return (await response.json()) as Asked;
  }

  /** Resolves with the run's read model once its stream has ended. */
  async ended(runId: string): Promise<RunReadModel> {
    const headers = { accept: "text/event-stream" };
    await (await this.fetch(`/runs/${runId}/lanes/status`, { headers })).text();
    return this.run(runId);
  }

  async run(runId: string): Promise<RunReadModel> {
    // The read model is what this address answers with.
    return (await (await this.fetch(`/runs/${runId}.json`)).json()) as RunReadModel;
  }

  async events(runId: string): Promise<readonly { sequence: number; type: string }[]> {
    const text = await (await this.fetch(`/runs/${runId}.jsonl`)).text();
    return text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { sequence: number; type: string });
  }

  /** The notes that the example tool wrote. */
  async notes(): Promise<readonly string[]> {
    return readdir(join(this.data, "notes")).catch(() => []);
  }

  async removeNotes(): Promise<void> {
    for (const name of await this.notes()) await rm(join(this.data, "notes", name));
  }
}

/** The environment of a server that is to ask a scripted model. */
export function asks(model: ScriptedModel): Readonly<Record<string, string>> {
  return { OPENAI_BASE_URL: model.url, OPENAI_API_KEY: "none", OPENAI_MODEL: model.name };
}

export interface Asked {
  readonly session_id: string;
  readonly thread_id: string;
  readonly turn_id: string;
  readonly run_id: string;
  readonly stream_url: string;
}

/** Lends a running server with a new data directory, and takes both away again. */
export async function withPlayground(
  env: Readonly<Record<string, string>>,
  use: (playground: Playground) => Promise<void>,
): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), "uar-e2e-"));
  const playground = new Playground(data, env);
  await playground.start();
  await use(playground);
  await playground.kill();
  await rm(data, { recursive: true, force: true });
}

export interface Fixtures {
  /** Environment of the server, such as another model. */
  env: Readonly<Record<string, string>>;
  playground: Playground;
  /** Signs a browser context in. */
  signIn: (context: BrowserContext) => Promise<Page>;
}

export const test = base.extend<Fixtures>({
  env: [{}, { option: true }],
  playground: async ({ env }, use) => {
    await withPlayground(env, use);
  },
  signIn: async ({ playground }, use) => {
    await use(async (context) => {
      const page = await context.newPage();
      await page.goto(playground.loginUrl);
      return page;
    });
  },
});

export { expect } from "@playwright/test";
