import { expect, test } from "vitest";

import { oneAtATime } from "./one-at-a-time.ts";

test("work waits for what was given before, and goes on behind a failure that its giver hears of", async () => {
  const inTurn = oneAtATime();
  const seen: string[] = [];
  const first = Promise.withResolvers<string>();
  const work = (name: string, result: Promise<string>) => async () => {
    seen.push(`${name} begins`);
    const said = await result.finally(() => seen.push(`${name} ends`));
    return `${name}: ${said}`;
  };

  const results = [
    inTurn(work("one", first.promise)),
    inTurn(work("two", Promise.resolve("done"))),
  ];
  await Promise.resolve();
  expect(seen).toEqual(["one begins"]);
  first.reject(new Error("The disk is full"));

  expect(await Promise.allSettled(results)).toMatchObject([
    { status: "rejected", reason: { message: "The disk is full" } },
    { status: "fulfilled", value: "two: done" },
  ]);
  expect(seen).toEqual(["one begins", "one ends", "two begins", "two ends"]);
});
