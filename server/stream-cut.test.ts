import { describe, expect, it } from "vitest";

import { openMemoryStore } from "#runtime/log/memory-log.ts";
import { connectDriver } from "#runtime/model/connect-driver.ts";
import type { ModelDriver } from "#runtime/model/driver.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { connectionTo } from "#runtime/model/testing/connection-to.ts";
import {
  chatAnswer,
  chatChunk,
  sendEvents,
  startModelServer,
} from "#runtime/model/testing/local-model-server.ts";
import type { Clock } from "#runtime/services.ts";
import { answerText } from "#runtime/state/run-queries.ts";
import { systemClock } from "#runtime/system-services.ts";
import { testApp } from "./test-app.ts";

const WORDS = ["Alpha ", "beta ", "gamma ", "delta"] as const;
const ANSWER = WORDS.join("");
const CHUNKS = [{ role: "assistant", content: "" }, ...WORDS.map((content) => ({ content }))];
/** Each whole chunk, and each up to its middle. */
const CUTS = CHUNKS.flatMap((_, whole) => [
  { whole, torn: false },
  { whole, torn: true },
]);

/** Waits for retries are over at once. */
const hurriedClock: Clock = {
  ...systemClock,
  sleep: (ms, signal) => systemClock.sleep(ms <= 5_000 ? 1 : ms, signal),
};

describe("F14 model-stream-cut", () => {
  it.each(CUTS)(
    "a provider that goes away after $whole chunks (torn: $torn) repeats no word",
    async ({ whole, torn }) => {
      await using server = await startModelServer(async (response, request) => {
        if (server.seen.length > 1) return chatAnswer(CHUNKS, "stop")(response, request);
        sendEvents(
          response,
          CHUNKS.slice(0, whole).map((chunk) => chatChunk(chunk)),
        );
        if (torn)
          response.write(`data: ${JSON.stringify(chatChunk(CHUNKS[whole] ?? {})).slice(0, -9)}`);
        await new Promise(setImmediate);
        response.destroy();
      });
      const driver = connectDriver(connectionTo(server), "llama", hurriedClock);
      const test = await testApp({ driver, clock: hurriedClock });

      const first = (await test.runtime.ask("Spell it")).run;
      const said = WORDS.slice(0, Math.max(0, whole - 1)).join("");
      const isRetried = said === "";
      expect([first.status, answerText(first)]).toEqual(
        isRetried ? ["completed", ANSWER] : ["failed", said],
      );
      const page = await (await test.fetch(`/s/${first.session_id}`)).text();
      expect(times(page, "Alpha")).toBe(1);

      const { session_id } = first;
      const again = (await test.runtime.ask("Once more", { session_id })).run;
      expect([again.status, answerText(again)]).toEqual(["completed", ANSWER]);
      const transcript = server.seen.at(-1)?.body ?? "";
      expect(times(transcript, "Alpha")).toBe(1);
      expect(transcript).toContain(isRetried ? ANSWER : said);
    },
  );

  it.each(WORDS.map((_, index) => index))(
    "a process that goes away after %i chunks takes its words back",
    async (count) => {
      const store = openMemoryStore();
      const before = await testApp({ store, driver: saying(count) });
      const { run_id, session_id } = await before.runtime.submit("Spell it");
      const half = WORDS.slice(0, count).join("");
      await before.runtime.reaches(run_id, (run) => {
        return run.steps.length === 1 && answerText(run) === half;
      });

      const after = await testApp({ store, driver: saying(WORDS.length) });
      await after.runtime.boot();
      const { run } = await after.runtime.ended(run_id);

      expect([run.status, answerText(run)]).toEqual(["completed", ANSWER]);
      const page = await (await after.fetch(`/s/${session_id}`)).text();
      expect(times(page, "Alpha")).toBe(1);
      const data = await (await after.fetch(`/runs/${run_id}.json`)).json();
      expect(data).toMatchObject({ status: "completed", text: ANSWER });
    },
  );
});

/** Says so many words, then all of its answer or nothing for ever. */
function saying(count: number): ModelDriver {
  return {
    provider: "test",
    model: "driver",
    async *stream(_request, signal) {
      for (const text of WORDS.slice(0, count)) yield [{ type: "message_delta", text }];
      const end: NormalizedEvent = { type: "done", finish_reason: "stop" };
      if (count === WORDS.length) return yield [end];
      await new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    },
  };
}

function times(text: string, word: string): number {
  return text.split(word).length - 1;
}
