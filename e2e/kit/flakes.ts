import { stripVTControlCharacters } from "node:util";
import { z } from "zod";

const Result = z.object({
  status: z.string(),
  duration: z.number(),
  error: z.object({ message: z.string().optional() }).optional(),
});
const Spec = z.object({
  title: z.string(),
  file: z.string(),
  line: z.number(),
  tests: z.array(z.object({ results: z.array(Result) })),
});

interface Suite {
  readonly specs: readonly z.infer<typeof Spec>[];
  readonly suites?: readonly Suite[] | undefined;
}

const Suite: z.ZodType<Suite> = z.object({
  specs: z.array(Spec),
  get suites() {
    return z.array(Suite).optional();
  },
});

/** What is read of Playwright's JSON report. */
export const Report = z.object({ suites: z.array(Suite) });
export type Report = z.infer<typeof Report>;

/** How one test fared in several runs. */
export interface TestRecord {
  readonly name: string;
  readonly runs: number;
  readonly failed: number;
  /** What its failures said, each once. */
  readonly said: readonly string[];
  /** The longest that it took, in milliseconds. */
  readonly slowest: number;
}

/** The first lines of a message say what was expected and what there was. */
const SAID_LINES = 4;

function beginning(message = ""): readonly string[] {
  const lines = stripVTControlCharacters(message)
    .split("\n")
    .filter((line) => line.trim() !== "");
  return lines.length === 0 ? [] : [lines.slice(0, SAID_LINES).join("\n    ")];
}

/** How each test fared, those that failed most often first. A skipped test has not run. */
export function recordsOf(reports: readonly Report[]): readonly TestRecord[] {
  const records = new Map<string, TestRecord>();
  for (const { suites } of reports) {
    for (const { title, file, line, tests } of suites.flatMap(specsOf)) {
      const name = `${file}:${line} ${title}`;
      for (const { status, duration, error } of tests.flatMap(({ results }) => results)) {
        if (status === "skipped") continue;
        const known = records.get(name) ?? { name, runs: 0, failed: 0, said: [], slowest: 0 };
        records.set(name, {
          name,
          runs: known.runs + 1,
          failed: known.failed + (status === "passed" ? 0 : 1),
          said: [...new Set([...known.said, ...beginning(error?.message)])],
          slowest: Math.max(known.slowest, duration),
        });
      }
    }
  }
  return [...records.values()].toSorted((one, other) => other.failed - one.failed);
}

function specsOf({ specs, suites = [] }: Suite): readonly z.infer<typeof Spec>[] {
  return [...specs, ...suites.flatMap(specsOf)];
}

/** The records in words: what is broken, what is flaky, and the slowest. */
export function inWords(records: readonly TestRecord[]): string {
  const failed = records.filter((record) => record.failed > 0);
  const [slowest] = records.toSorted((one, other) => other.slowest - one.slowest);
  return [
    ...failed.flatMap(({ name, runs, failed: times, said }) => [
      `${times === runs ? "broken" : "flaky "}  ${times} of ${runs}  ${name}`,
      ...said.map((message) => `    ${message}`),
    ]),
    `${records.length} tests, ${failed.length} of them failed at least once`,
    ...(slowest === undefined
      ? []
      : [`Slowest: ${Math.round(slowest.slowest)} ms ${slowest.name}`]),
  ].join("\n");
}
