import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { systemClock } from "#runtime/system-services.ts";
import { ManualClock } from "#runtime/test-runtime.ts";
import { coalesce } from "./coalesce.ts";

async function* from<Item>(batches: readonly (readonly Item[])[]) {
  yield* batches;
}

describe("coalesce()", () => {
  it("gives every item once and in order, however many there are", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(fc.nat()), { maxLength: 500 }), async (given) => {
        const batches = await Array.fromAsync(coalesce(from(given), new ManualClock()));

        expect(batches.flat()).toEqual(given.flat());
        expect(batches.every(({ length }) => length > 0)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it("gives a burst that has arrived as one batch", async () => {
    const reader = coalesce(from([["The"], [" answer", " is"], [], [" 42"]]), systemClock);

    const { value } = await reader.next();

    expect(value).toEqual(["The", " answer", " is", " 42"]);
    await reader.return(undefined);
  });

  it("gives what came before a failure, then the failure", async () => {
    async function* broken() {
      yield [1];
      yield [2];
      throw new Error("the source broke");
    }
    const seen: number[] = [];
    const read = async () => {
      for await (const batch of coalesce(broken(), systemClock)) seen.push(...batch);
    };

    await expect(read()).rejects.toThrow("the source broke");
    expect(seen).toEqual([1, 2]);
  });

  it("closes the source when the reader leaves early", async () => {
    let isClosed = false;
    async function* endless() {
      try {
        for (;;) yield ["tick"];
      } finally {
        isClosed = true;
      }
    }

    for await (const batch of coalesce(endless(), systemClock)) {
      expect(batch.length).toBeGreaterThan(0);
      break;
    }

    expect(isClosed).toBe(true);
  });

  it("makes a fast source wait for a slow reader", async () => {
    let produced = 0;
    async function* endless() {
      for (;;) yield [(produced += 1)];
    }
    const reader = coalesce(endless(), systemClock);
    await reader.next();
    await reader.next();
    const before = produced;

    await new Promise((resolve) => setImmediate(resolve));

    expect(produced - before).toBeLessThanOrEqual(2_048);
    await reader.return(undefined);
  });
});
