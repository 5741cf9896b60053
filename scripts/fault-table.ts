import { globSync, readFileSync } from "node:fs";

import { FAULTS } from "./faults.ts";

export const FAULT_TABLE_PLACE = "e2e/README.md";
const BEGIN = "<!-- faults -->\n<!-- oxfmt-ignore-start -->";
const END = "<!-- oxfmt-ignore-end -->\n<!-- /faults -->";

/** Faults that a command provokes, since a test would take too long. */
const COMMANDS: Readonly<Record<string, string>> = {
  F01: "simulate",
  F07: "soak",
  F11: "unit:cold",
  F35: "simulate:runs",
  F46: "bench:thread",
  F47: "soak:memory",
};

/** A title that begins with the name of a fault: `F19 cancel-anywhere: ...`. */
const TITLE = /["'`](F\d{2}) [a-z]/g;

/** Which files name each fault at the beginning of a title. */
export function namedFaults(
  files: ReadonlyMap<string, string>,
): ReadonlyMap<string, readonly string[]> {
  const found = [...files].flatMap(([file, text]) =>
    [...text.matchAll(TITLE)].map(([, id = ""]) => ({ id, file })),
  );
  const byId = Map.groupBy(found, ({ id }) => id);
  return new Map(
    [...byId].map(([id, places]) => [id, [...new Set(places.map(({ file }) => file))].toSorted()]),
  );
}

/** The table of faults as Markdown: what each is, the tests that name it, the command for more. */
export function faultTable(files: ReadonlyMap<string, string>): string {
  const named = namedFaults(files);
  const rows = Object.entries(FAULTS).map(([id, meaning]) => {
    const tests = (named.get(id) ?? []).map((file) => `\`${file}\``);
    const command = COMMANDS[id] === undefined ? [] : [`\`npm run ${COMMANDS[id]}\``];
    return `| ${id} | ${meaning} | ${[...tests, ...command].join("<br>")} |`;
  });
  return ["| Fault | What must come of it | Where |", "| --- | --- | --- |", ...rows].join("\n");
}

/** The tests of the project by their path, as the table reads them. */
export function testFiles(): ReadonlyMap<string, string> {
  const paths = globSync(
    "{runtime,server,views,web-components,e2e}/**/*{.test,.e2e,-conformance}.ts",
  );
  return new Map(paths.toSorted().map((path) => [path, readFileSync(path, "utf8")]));
}

/** The README with this table in its place. Throws where it has no such place. */
export function withTable(readme: string, table: string): string {
  const [before, rest] = readme.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`"${FAULT_TABLE_PLACE}" has no place for the table: write ${BEGIN} and ${END}`);
  }
  return `${before}${BEGIN}\n\n${table}\n\n${END}${after}`;
}

/** The names of the commands that the table mentions. */
export function commandsOfFaults(): readonly string[] {
  return Object.values(COMMANDS);
}
