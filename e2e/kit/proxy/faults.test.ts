import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { delayed } from "./faults.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function* body(): AsyncGenerator<Uint8Array> {
  yield Buffer.from("one");
  yield Buffer.from("two");
}

test("a delayed piece comes when its time is over, and at once when the delay is healed", async () => {
  const healed = Promise.withResolvers<void>();
  const seen: string[] = [];
  const reading = (async () => {
    for await (const bytes of delayed(50)(body(), () => {}, healed.promise)) {
      seen.push(Buffer.from(bytes).toString());
    }
  })();

  await vi.advanceTimersByTimeAsync(49);
  expect(seen).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(seen).toEqual(["one"]);
  healed.resolve();
  await reading;

  expect(seen).toEqual(["one", "two"]);
});
