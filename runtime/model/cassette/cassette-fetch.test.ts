import { describe, expect, test } from "vitest";

import { skippingClock } from "#runtime/model/testing/skipping-clock.ts";
import type { Cassette, RecordedEnd } from "./cassette.ts";
import { cassetteFetch, type Pacing } from "./cassette-fetch.ts";
import { Playhead } from "./playhead.ts";

const CHUNKS = [
  { ms: 40, bytes: Buffer.from("one ") },
  { ms: 40, bytes: Buffer.from("two ") },
  { ms: 95, bytes: Buffer.from("three") },
];

function recording(end: RecordedEnd = { how: "whole", ms: 100 }): Cassette {
  return {
    request: { method: "POST", path: "/", headers: {} },
    response: { status: 200, headers: { "content-type": "text/plain" }, ms: 20 },
    chunks: CHUNKS,
    end,
  };
}

async function readerOf(pacing: Pacing, signal?: AbortSignal) {
  const fetch = cassetteFetch(recording(), pacing);
  const response = await fetch("http://127.0.0.1/", { ...(signal && { signal }) });
  const reader = response.body?.getReader();
  return async () => Buffer.from((await reader?.read())?.value ?? []).toString();
}

describe("cassetteFetch()", () => {
  test("gives the recorded status, headers and chunks at once with instant pacing", async () => {
    const response = await cassetteFetch(recording(), { pace: "instant" })("http://127.0.0.1/");

    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/plain");
    expect(await response.text()).toBe("one two three");
  });

  test("gives each part at its recorded time", async () => {
    const clock = skippingClock();
    const fetch = cassetteFetch(recording(), { pace: "recorded", clock });

    const reader = (await fetch("http://127.0.0.1/")).body?.getReader();
    const times = [clock.slept()];
    while ((await reader?.read())?.done === false) times.push(clock.slept());

    expect(times).toEqual([20, 40, 40, 95]);
    expect(clock.slept()).toBe(100);
  });

  test("gives chunk after chunk as the caller steps", async () => {
    const playhead = new Playhead(0);
    const next = await readerOf({ pace: "stepped", playhead });

    const first = next();
    expect(playhead.given).toBe(0);
    playhead.advance(1);
    expect(await first).toBe("one ");

    const second = next();
    const third = second.then(next);
    playhead.advance(2);
    await playhead.reached(3);
    expect([await second, await third]).toEqual(["two ", "three"]);
  });

  test("holds before a chunk until it is released", async () => {
    const playhead = new Playhead(2);
    const next = await readerOf({ pace: "held", playhead });

    expect([await next(), await next()]).toEqual(["one ", "two "]);
    const held = next();
    expect(playhead.given).toBe(2);
    playhead.release();
    expect([await held, await next()]).toEqual(["three", ""]);
  });

  test("ends a held answer with the reason when it is aborted", async () => {
    const stop = new AbortController();
    const next = await readerOf({ pace: "held", playhead: new Playhead(0) }, stop.signal);
    const held = next();

    stop.abort(new Error("Enough"));

    await expect(held).rejects.toThrow("Enough");
  });

  test.each(["cut", "broken"] as const)(
    "ends a recording that was %s as a broken connection",
    async (how) => {
      const fetch = cassetteFetch(recording({ how, ms: 100 }), { pace: "instant" });

      const response = await fetch("http://127.0.0.1/");

      await expect(response.text()).rejects.toThrow(new TypeError("terminated"));
    },
  );

  test("rejects as fetch does where no answer was recorded", async () => {
    const { response: _, ...silent } = recording({ how: "broken", ms: 5, error: "ECONNREFUSED" });

    const fetch = cassetteFetch({ ...silent, chunks: [] }, { pace: "instant" });

    await expect(fetch("http://127.0.0.1/")).rejects.toThrow(new TypeError("fetch failed"));
  });

  test("gives bytes that the reader may change without changing the recording", async () => {
    const fetch = cassetteFetch(recording(), { pace: "instant" });

    const first = await (await fetch("http://127.0.0.1/")).body?.getReader().read();
    first?.value?.fill(0);

    expect(await (await fetch("http://127.0.0.1/")).text()).toBe("one two three");
  });
});
