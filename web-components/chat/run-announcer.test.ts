import { expect, test } from "vitest";

import { emptyThread, fold } from "#runtime/state/fold.ts";
import { sampleRun } from "#views/inspector/sample-run.ts";
import { RunAnnouncer } from "./run-announcer.ts";

const STATES = statesOf();

test("a whole run is told by its boundaries, never by its tokens", () => {
  const said: string[] = [];
  const announcer = new RunAnnouncer((text, level) => said.push(`${level}: ${text}`));

  for (const run of STATES) announcer.hear(run, 0);

  expect(said).toEqual([
    "polite: Running",
    "polite: Tool fs.read_file started",
    "polite: Tool fs.search started",
    "polite: Tool tests.run started",
    "polite: Tool tests.run failed",
    "polite: Tool tests.run started",
    "assertive: Approval needed for fs.write_file",
    "polite: Tool fs.write_file started",
    expect.stringMatching(/^polite: Answer complete, \d+ words$/),
  ]);
});

test("a long silence is broken at most each quarter of a minute", () => {
  const said: string[] = [];
  const announcer = new RunAnnouncer((text) => said.push(text));
  const running = STATES.find((run) => run.status === "running");
  if (running === undefined) throw new Error("The sample runs");

  for (let now = 0; now <= 40_000; now += 5000) announcer.hear(running, now);

  expect(said).toEqual([
    "Running",
    expect.stringMatching(/^Still working/),
    expect.stringMatching(/^Still working/),
  ]);
});

test("a page that opens on a finished run says nothing", () => {
  const said: string[] = [];
  const announcer = new RunAnnouncer((text) => said.push(text));
  const last = STATES.at(-1);
  if (last === undefined) throw new Error("The sample has states");

  announcer.hear(last, 0);

  expect(said).toEqual([]);
});

test("an agent that waits for an answer is told once, at once", () => {
  const said: string[] = [];
  const announcer = new RunAnnouncer((text, level) => said.push(`${level}: ${text}`));
  const running = STATES.find((run) => run.status === "running");
  if (running === undefined) throw new Error("The sample runs");
  const child = { subagent_id: "sub_1", agent: "scribe", objective: "Write", depth: 1 };
  const place = { child_thread_id: "th_2", sequence: 9, spawned_at: running.started_at ?? "" };
  const at = (status: string) => {
    const work = { status, title: "As it stands" };
    return { ...running, subagents: [{ ...child, ...place, status: "running", work } as const] };
  };

  announcer.hear(running, 0);
  for (const status of ["running", "waiting_permission", "waiting_permission", "running"]) {
    announcer.hear(at(status), 0);
  }

  expect(said).toEqual(["polite: Running", "assertive: scribe waits for your answer"]);
});

function statesOf() {
  let thread = emptyThread("s_1", "th_1");
  return sampleRun().flatMap(({ event }) => {
    thread = fold(thread, event);
    const run = thread.turns[0]?.run;
    return run === undefined ? [] : [run];
  });
}
