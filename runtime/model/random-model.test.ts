import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";

import { systemClock } from "#runtime/system-services.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { chatProtocol } from "./protocol/chat/chat-protocol.ts";
import { createHttpDriver } from "./protocol/http-driver.ts";
import { connectionTo } from "./testing/connection-to.ts";
import { type LlamaTokens, llamaTokens } from "./testing/llama-tokens.ts";
import { randomTokens } from "./testing/random-tokens.ts";
import { randomWeights } from "./testing/random-weights.ts";
import { startTokenServer, type TokenSource } from "./testing/token-server.ts";

/** Said beside single bytes, so that the answer is neither all text nor all noise. */
const PIECES = [" the", "é", "ß", "日本", "😀", "👩‍🚀", '{"', '":', '"}', "\\u", "\n\n", "data:"];
const SEEDS = [1, 2, 3, 4, 5];

const folder = await mkdtemp(join(tmpdir(), "uar-gguf-"));
const llama = await findLlama();
afterAll(async () => {
  await llama?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function findLlama(): Promise<LlamaTokens | undefined> {
  const path = join(folder, "random.gguf");
  await writeFile(path, randomWeights(PIECES, 7));
  try {
    return await llamaTokens(path, PIECES, 7);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(
      `SKIPPED: no GGUF file is run, node scripts/llama.ts would install llama.cpp: ${reason}\n`,
    );
    return undefined;
  }
}

/** One run against a server that says what the source says. */
async function runAgainst(source: TokenSource, seed: number) {
  await using server = await startTokenServer(source, seed);
  const connection = connectionTo(server);
  const parts = { connection, protocol: chatProtocol, model: "m", clock: systemClock };
  const { run, events } = await (
    await testRuntime({ driver: createHttpDriver(parts) })
  ).ask("Say something");
  const said = (type: "model.delta" | "tool.args", nth: number) => {
    const steps = events.filter((event) => event.type === "model.requested");
    return events
      .flatMap((event) =>
        event.type === type && event.step_id === steps[nth]?.step_id ? [event.payload.text] : [],
      )
      .join("");
  };
  return { run, events, said, sent: server.said };
}

/** What is left of tokens whose bytes may be no whole characters. */
function textOf(tokens: readonly Uint8Array[] = []): string {
  return tokens.map((token) => new TextDecoder().decode(token)).join("");
}

const sources: readonly [string, TokenSource | undefined][] = [
  ["random tokens", randomTokens(PIECES, 11)],
  ["a GGUF file with random weights, in llama.cpp", llama],
];

describe.each(sources)("a run against %s", (_, source) => {
  test.skipIf(source === undefined).for(SEEDS)(
    "outlives split characters and made-up arguments (seed %i)",
    async (seed) => {
      if (source === undefined) throw new Error("There is no model to run against");

      const { run, events, said, sent } = await runAgainst(source, seed);

      expect(run.status).toBe("completed");
      expect(events.at(-1)?.type).toBe("turn.completed");
      expect(sent).toHaveLength(2);
      expect(said("model.delta", 0)).toBe(textOf(sent[0]?.text));
      expect(said("tool.args", 0)).toBe(textOf(sent[0]?.call));
      expect(said("model.delta", 1)).toBe(textOf(sent[1]?.text));
      expect(sent[0]?.text.some((token) => token[0] !== undefined && token[0] > 0x7f)).toBe(true);
      expect(run.calls).toMatchObject([{ name: "read", status: "invalid_arguments" }]);
    },
  );
});
