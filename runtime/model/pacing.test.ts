import { expect, test } from "vitest";

import { createPacer, type Pace, type Pacer } from "./pacing.ts";
import { skippingClock } from "./testing/skipping-clock.ts";

const NEVER = new AbortController().signal;

async function token(pacer: Pacer, pace: Pace): Promise<void> {
  const wait = pacer.next(pace);
  if (wait > 0) await pacer.pause(wait);
}

test("a thousand tokens at 200 a second take five seconds, however they are bundled", async () => {
  for (const burst of [1, 8, 50]) {
    const clock = skippingClock();
    const pacer = createPacer(clock, NEVER);

    for (let count = 0; count < 1000; count += 1) {
      await token(pacer, { tokensPerSecond: 200, burst });
    }

    expect(clock.slept()).toBeCloseTo(5000, 3);
  }
});

test("late timers do not add up", async () => {
  const clock = skippingClock();
  const late = { ...clock, sleep: (ms: number) => clock.sleep(ms + 3) };
  const pacer = createPacer(late, NEVER);

  for (let count = 0; count < 1000; count += 1) {
    await token(pacer, { tokensPerSecond: 200, burst: 1 });
  }

  expect(clock.slept()).toBeLessThan(5010);
});

test("after a long hold-up the pace is kept instead of caught up", async () => {
  const clock = skippingClock();
  const pacer = createPacer(clock, NEVER);
  await clock.sleep(60_000);

  for (let count = 0; count <= 100; count += 1) {
    await token(pacer, { tokensPerSecond: 100, burst: 1 });
  }

  expect(clock.slept()).toBeCloseTo(61_000, 3);
});

test("an aborted signal ends the pace with its reason", () => {
  const pacer = createPacer(skippingClock(), AbortSignal.abort(new Error("Stopped")));

  expect(() => pacer.next({ tokensPerSecond: 1, burst: 100 })).toThrow("Stopped");
});
