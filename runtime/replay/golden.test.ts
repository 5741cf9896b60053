import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { openMemoryStore } from "#runtime/log/memory-log.ts";
import { emptyThread, fold } from "#runtime/state/fold.ts";
import { systemClock } from "#runtime/system-services.ts";
import { GOLDEN_CASES } from "./golden-cases.ts";
import { importRecording } from "./import-recording.ts";
import { readModels } from "./read-models.ts";
import { readRecording } from "./read-recording.ts";
import { recordingOf, runsOf } from "./recording.ts";
import { replayRun } from "./replay-run.ts";

const FOLDER = new URL("golden/", import.meta.url);
const NAMES = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".jsonl"))
  .map((file) => file.replace(".jsonl", ""));

function history(name: string) {
  return readRecording(readFileSync(new URL(`${name}.jsonl`, FOLDER), "utf8"));
}

describe("the golden histories", () => {
  it("are at least twenty, and each one can be made again", () => {
    expect(NAMES.length).toBeGreaterThanOrEqual(20);
    expect(GOLDEN_CASES.map(({ name }) => name).toSorted()).toEqual(NAMES.toSorted());
  });

  it.each(NAMES)("F44 golden-history-replay: %s is run again without divergence", async (name) => {
    const events = history(name);
    const results = [];
    for (const run of runsOf(events)) {
      results.push(await replayRun(recordingOf(events, run), { clock: systemClock }));
    }

    expect(results.filter(({ verdict }) => verdict === "diverged")).toEqual([]);
    expect(results.reduce((sum, result) => sum + result.events, 0)).toBeGreaterThan(10);
  });

  it.each(NAMES)(
    "F44 golden-history-replay: %s folds to the read models that were stored with it",
    (name) => {
      const stored: unknown = JSON.parse(
        readFileSync(new URL(`${name}.read.json`, FOLDER), "utf8"),
      );

      expect(JSON.parse(JSON.stringify(readModels(history(name))))).toEqual(stored);
    },
  );

  it.each(NAMES)("%s made again now goes the way of the stored one", async (name) => {
    const made = await GOLDEN_CASES.find((known) => known.name === name)?.record();

    expect(readModels(made ?? []).map(outcome)).toEqual(readModels(history(name)).map(outcome));
  });

  it("come back from an import as the same state", async () => {
    const events = history("several-turns");
    const log = await importRecording(events, openMemoryStore());
    const read = (await log.read(0)).map(({ event }) => event);
    const empty = emptyThread(log.session_id, log.thread_id);

    expect(read.reduce(fold, empty)).toEqual(events.reduce(fold, empty));
  });
});

function outcome({ status, text }: ReturnType<typeof readModels>[number]) {
  return { status, text };
}
