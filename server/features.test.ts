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
  [133, 253],
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

interface Row {
  readonly no: number;
  readonly files: readonly string[];
  /** The tests that show it together: each its file and its name. */
  readonly test: string;
  readonly note: string;
}

async function rows(): Promise<readonly Row[]> {
  const text = await readFile(join(ROOT, "docs", "features.md"), "utf8");
  return [...text.matchAll(/^\| +(\d+) +\|([^|]*)\|([^|]*)\|([^|]*)\|$/gm)].map(
    ([, no = "", where = "", test = "", note = ""]) => {
      const files = [...where.matchAll(/`([^`]+)`/g)].map(([, file = ""]) => file);
      return { no: Number(no), files, test: test.trim(), note: note.trim() };
    },
  );
}

const TEST = /`([^`]+\.test\.ts)` "([^"]+)"/g;

/** What is wrong with the tests that a row names; absent where all are there. */
async function complaint({ files, test }: Row): Promise<string | undefined> {
  if (files.length === 0) return undefined;
  const named = [...test.matchAll(TEST)];
  const rest = test.replaceAll(TEST, "").replaceAll(/,\s*/g, "");
  if (named.length === 0 || rest !== "") return `It names no test, or more than tests: ${test}`;
  const complaints = await Promise.all(
    named.map(([, file = "", name = ""]) => complaintAbout(file, name)),
  );
  return complaints.find((one) => one !== undefined);
}

async function complaintAbout(file: string, name: string): Promise<string | undefined> {
  const path = join(ROOT, file);
  if (!existsSync(path)) return `There is no ${file}`;
  return (await readFile(path, "utf8")).includes(`"${name}"`) ? undefined : `No test "${name}"`;
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

it("every feature that is here names the tests that show it, and they are there", async () => {
  const complaints = await Promise.all(
    (await rows()).map(async (row) => ({ no: row.no, complaint: await complaint(row) })),
  );

  expect(complaints.filter((one) => one.complaint !== undefined)).toEqual([]);
});
