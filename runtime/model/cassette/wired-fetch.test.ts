import { expect, test } from "vitest";

import { connectDriver } from "#runtime/model/connect-driver.ts";
import type { ModelDriver } from "#runtime/model/driver.ts";
import { collect, question } from "#runtime/model/testing/collect.ts";
import { connectionTo } from "#runtime/model/testing/connection-to.ts";
import { chatAnswer, startModelServer } from "#runtime/model/testing/local-model-server.ts";
import type { Connection } from "#runtime/model/provider/connection.ts";
import { systemClock } from "#runtime/system-services.ts";
import type { Cassette } from "./cassette.ts";
import { MemoryRecorder } from "./memory-recorder.ts";

const KEY = "sk-shared-0123456789abcdef";

/** Asks a driver with a recorder of the request's own. */
async function askRecorded(driver: ModelDriver, text: string): Promise<readonly Cassette[]> {
  const wire = new MemoryRecorder(systemClock);
  await collect(driver, { ...question(text), wire });
  return wire.cassettes();
}

const DRIVERS: readonly [string, Partial<Connection>][] = [
  ["our own", { driver: "http" }],
  ["the AI SDK's", { driver: "ai-sdk", package: "@ai-sdk/openai" }],
];

test.each(DRIVERS)(
  "requests of %s driver that run side by side are recorded each in its own place",
  async (_, how) => {
    await using server = await startModelServer(async (response, request) => {
      const asked = /question \d/.exec(request.body)?.[0] ?? "";
      await chatAnswer([{ content: `answer to ${asked}` }], "stop")(response, request);
    });
    const driver = connectDriver(connectionTo(server, { ...how, apiKey: KEY }), "m", systemClock);

    const recorded = await Promise.all(
      ["question 1", "question 2"].map((text) => askRecorded(driver, text)),
    );
    await collect(driver, question("question 3"));

    expect(server.seen[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(recorded.map((exchanges) => exchanges.length)).toEqual([1, 1]);
    for (const [at, [exchange]] of recorded.entries()) {
      const bytes = Buffer.concat(exchange?.chunks.map((chunk) => chunk.bytes) ?? []).toString();
      expect(exchange?.request.body).toContain(`question ${at + 1}`);
      expect(bytes).toContain(`answer to question ${at + 1}`);
      expect(bytes).toContain("data: [DONE]");
      expect(JSON.stringify(exchange)).not.toContain(KEY);
    }
  },
);
