import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

import { sweepWire } from "./node-wire-sweep.ts";

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "uar-wire-"));
});

afterEach(() => rm(folder, { recursive: true }));

test("sweepWire() keeps the newest runs that fit and removes the older ones whole", async () => {
  await record("r_old", { steps: 2, bytes: 40, second: 1 });
  await record("r_middle", { steps: 1, bytes: 40, second: 2 });
  await record("r_new", { steps: 1, bytes: 40, second: 3 });

  const swept = await sweepWire(folder, 100);

  expect(swept).toBe(1);
  expect((await readdir(folder)).toSorted()).toEqual(["r_middle", "r_new"]);
});

test("sweepWire() leaves everything where all of it fits, and where nothing was recorded", async () => {
  await record("r_one", { steps: 3, bytes: 10, second: 1 });

  const swept = await sweepWire(folder, 30);
  const nothing = await sweepWire(join(folder, "absent"), 0);

  expect([swept, nothing]).toEqual([0, 0]);
  expect(await readdir(join(folder, "r_one"))).toHaveLength(3);
});

async function record(
  run: string,
  { steps, bytes, second }: { steps: number; bytes: number; second: number },
): Promise<void> {
  await mkdir(join(folder, run));
  for (let step = 1; step <= steps; step += 1) {
    const path = join(folder, run, `st_${step}.cassette`);
    await writeFile(path, "x".repeat(bytes));
    await utimes(path, second, second);
  }
}
