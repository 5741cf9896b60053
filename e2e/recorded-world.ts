import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Json } from "#runtime/event/shared.ts";
import { readCassette } from "#runtime/model/cassette/read-cassette.ts";
import { type RecordedAnswer, RecordedWorld } from "#runtime/replay/made-test/recorded-world.ts";
import type { Answer } from "./kit/model/answer.ts";
import { type ScriptedModel, startModel } from "./kit/model/model-server.ts";
import { type Chat, watchChat } from "./kit/page/chat.ts";
import { test as base } from "./playground.ts";
import { RunInTest } from "./run-in-test.ts";

export interface RecordedFixtures {
  readonly model: ScriptedModel;
  readonly chat: Chat;
  readonly run: RunInTest;
}

/** Playwright's `test` in the world of a run: its model and its tools answer as they did then. */
export function inRecordedWorld(recorded: RecordedWorld) {
  const world = RecordedWorld.parse(recorded);
  return base.extend<RecordedFixtures>({
    model: async ({}, use) => {
      await using model = await playback(world);
      await use(model);
    },
    env: async ({ model }, use, testInfo) => {
      const config = testInfo.outputPath("uar.json");
      const tools = testInfo.outputPath("tools.json");
      await writeFile(tools, JSON.stringify(world));
      await writeFile(config, JSON.stringify(configOf(world, model, tools)));
      await use({ UAR_CONFIG: config });
    },
    chat: async ({ page }, use) => {
      // With motion, what has ended stays open for a moment; the run may be over within it.
      await page.emulateMedia({ reducedMotion: "reduce" });
      await use(await watchChat(page, { answer: page.locator("uar-run .parts") }));
    },
    run: async ({ playground, chat }, use) => {
      await use(new RunInTest(playground, chat));
    },
  });
}

/** Answers as they came; one that was cut off stays where it was, for somebody stops it there. */
function playback({ answers, model: name, is_cut_off }: RecordedWorld): Promise<ScriptedModel> {
  const scripted = answers.map(answerOf);
  const last = scripted.at(-1) ?? [];
  const heldAt = "chunks" in last ? last.chunks.length : last.length;
  return startModel({
    answers: scripted,
    pacing: (number) => (is_cut_off && number >= scripted.length ? { heldAt } : "instant"),
    name,
    repeatsLast: true,
  });
}

function answerOf(answer: RecordedAnswer): Answer {
  if ("deltas" in answer) return answer.deltas;
  return readCassette(Buffer.from(answer.cassette.map((line) => `${line}\n`).join("")));
}

/** A configuration of nothing but the recorded: no hook, no agent and no tool of this machine. */
function configOf(world: RecordedWorld, model: ScriptedModel, tools: string): Json {
  const { protocol, rules } = world;
  const sources = [...new Set(world.tools.map(({ source }) => source))];
  const server = (source: string) => ({
    command: process.execPath,
    args: [join(import.meta.dirname, "recorded-tools.ts"), tools, source],
    trust: true,
  });
  return {
    models: {
      default: `recorded/${world.model}`,
      providers: {
        recorded: { base_url: model.url, protocol, models: [world.model], auth: "none" },
      },
    },
    examples: false,
    mcpServers: Object.fromEntries(sources.map((source) => [source, server(source)])),
    permissions: { rules: rules as Json },
  };
}
