import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";

import { LANES, laneMessages, laneOf } from "./lane.ts";
import { LANE_TABLE } from "./lane-table.ts";
import { laneTableMarkdown } from "./lane-table-markdown.ts";
import { SAMPLE_EVENTS } from "./samples.ts";

test.for(LANES)("the table lists exactly the events of the lane %s", (lane) => {
  const types = SAMPLE_EVENTS.filter((event) => laneOf(event) === lane).map(({ type }) => type);

  expect([...LANE_TABLE[lane].events].toSorted()).toEqual([...new Set(types)].toSorted());
});

test.for(LANES)("the example of the lane %s is what a sample event says there", (lane) => {
  const told = SAMPLE_EVENTS.flatMap(laneMessages).filter((message) => message.lane === lane);

  expect(told.map((message) => JSON.stringify(message.payload))).toContain(
    JSON.stringify(LANE_TABLE[lane].example),
  );
});

test("no two lanes have the same mark", () => {
  expect(new Set(LANES.map((lane) => LANE_TABLE[lane].glyph)).size).toBe(LANES.length);
});

test.for(["../../README.md", "README.md"])(
  "%s shows the table as the code has it",
  async (path) => {
    const readme = await readFile(new URL(path, import.meta.url), "utf8");

    const [, between = ""] = /<!-- lanes -->(.*)<!-- \/lanes -->/s.exec(readme) ?? [];
    const table = between.split("\n").filter((line) => line.startsWith("|"));

    expect(table.map(withoutPadding)).toEqual(laneTableMarkdown().split("\n").map(withoutPadding));
  },
);

function withoutPadding(line: string): string {
  return line.replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---");
}
