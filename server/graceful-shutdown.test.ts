import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it, vi } from "vitest";

import type { RunReadModel } from "#runtime/state/run-read-model.ts";
import {
  chatAnswer,
  chatChunk,
  type LocalModelServer,
  sendEvents,
  startModelServer,
} from "#runtime/model/testing/local-model-server.ts";
import { hostile } from "#runtime/tool/testing/fixture-servers.ts";
import { dataDirectory, type ServerProcess, startServer } from "./testing/server-process.ts";

/** Whole servers start and stop: on a busy machine that takes its time. */
vi.setConfig({ testTimeout: 60_000 });

const WORDS = ["Alpha ", "beta ", "gamma"] as const;

describe("F45 graceful-shutdown", () => {
  it("a run that SIGTERM meets in mid-answer is put aside, and goes on after the next start", async () => {
    await using model = await startModelServer(async (response, request) => {
      if (model.seen.length > 1) {
        return chatAnswer(
          WORDS.map((content) => ({ content })),
          "stop",
        )(response, request);
      }
      sendEvents(response, [chatChunk({ content: WORDS[0] })]);
      await model.hungUp;
    });
    const data = await dataDirectory();
    const server = await startServer({ data, env: modelAt(model) });
    const { run_id } = await server.ask("Spell it");
    await vi.waitFor(
      async () => expect((await readRun(server, run_id)).text).toBe(WORDS[0]),
      20_000,
    );

    expect(await server.end("SIGTERM")).toBe(0);

    const again = await startServer({ data, env: modelAt(model) });
    await (await again.fetch(`/runs/${run_id}/lanes/status`)).text();
    const run = await readRun(again, run_id);
    expect([run.status, run.text]).toEqual(["completed", WORDS.join("")]);
    const lines = await (await again.fetch(`/runs/${run_id}.jsonl`)).text();
    const events = lines
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Line);
    expect(events.map(({ type }) => type)).toContain("task.paused");
    const first = events[0]?.sequence ?? 0;
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, at) => first + at));
  });

  it("a second signal ends at once a server that waits for what does not end", async () => {
    const data = await dataDirectory();
    const config = join(data, "config.json");
    const servers = { deaf: hostile("stubborn") };
    await writeFile(config, JSON.stringify({ mcpServers: servers }));
    const server = await startServer({ data, env: { UAR_CONFIG: config } });

    // Two of the same kind, sent at once, would arrive as one.
    expect(await server.end("SIGTERM", "SIGINT")).toBe(1);
  });
});

interface Line {
  readonly type: string;
  readonly sequence: number;
}

function modelAt({ url }: LocalModelServer): Readonly<Record<string, string>> {
  return {
    OPENAI_BASE_URL: `${url}/v1`,
    OPENAI_API_KEY: "key",
    OPENAI_MODEL: "m",
    UAR_PROTOCOL: "chat",
  };
}

async function readRun(server: ServerProcess, runId: string): Promise<RunReadModel> {
  // The read model is what this address answers with.
  return (await (await server.fetch(`/runs/${runId}.json`)).json()) as RunReadModel;
}
