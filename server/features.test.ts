import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");

/** The features that docs/features.md answers for, from the first to the last of each range. */
const RANGES: readonly (readonly [first: number, last: number])[] = [
  [9, 9],
  [12, 12],
  [72, 73],
  [82, 97],
  [114, 114],
  [120, 122],
  [133, 176],
  [178, 179],
  [181, 253],
  [327, 332],
  [340, 355],
  [427, 431],
  [436, 438],
  [488, 489],
  [495, 495],
  [497, 497],
  [507, 507],
  [540, 547],
];

async function rows(): Promise<readonly { no: number; files: string[]; note: string }[]> {
  const text = await readFile(join(ROOT, "docs", "features.md"), "utf8");
  return [...text.matchAll(/^\| +(\d+) +\|([^|]*)\|([^|]*)\|$/gm)].map(
    ([, no = "", where = "", note = ""]) => {
      const files = [...where.matchAll(/`([^`]+)`/g)].map(([, file = ""]) => file);
      return { no: Number(no), files, note: note.trim() };
    },
  );
}

it("every feature of the list has one row", async () => {
  const numbers = (await rows()).map(({ no }) => no);
  const wanted = RANGES.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
  );

  expect(numbers).toEqual(wanted);
});

it("every row names files that are there, or why there is none", async () => {
  for (const { no, files, note } of await rows()) {
    const absent = files.filter((file) => !existsSync(join(ROOT, file)));
    expect({ no, absent }).toEqual({ no, absent: [] });
    expect(`${files.join()}${note}`, `feature ${no}`).toMatch(/^\w+\/|^not here: \w/);
  }
});
