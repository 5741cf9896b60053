import { expect, test } from "vitest";

import { emptyThread, fold } from "#runtime/state/fold.ts";
import type { RunStatus, ThreadState, TurnState } from "#runtime/state/thread-state.ts";
import { sampleRun } from "#views/inspector/sample-run.ts";
import { type ThreadPlace, threadWindow, WINDOW_TURNS } from "./thread-window.ts";

const [SAMPLE] = sampleRun().reduce(
  (state, { event }) => fold(state, event),
  emptyThread("s", "th"),
).turns as readonly [TurnState];

test("a short thread is one window", () => {
  expect(names(thread(WINDOW_TURNS))).toEqual([
    "t_0",
    `t_${WINDOW_TURNS - 1}`,
    undefined,
    undefined,
  ]);
});

test("the newest window ends the thread, and an empty thread has an empty one", () => {
  expect(names(thread(100))).toEqual(["t_70", "t_99", "t_70", undefined]);
  expect(threadWindow({ turns: [] }, {})).toEqual({ turns: [] });
});

test("going to earlier turns, and from there to later ones, shows each turn once", () => {
  const { turns } = thread(100);
  const back: string[][] = [];
  for (let before: string | undefined = "start"; before !== undefined;) {
    const place: ThreadPlace = before === "start" ? {} : { before };
    const window = threadWindow({ turns }, place);
    back.unshift(window?.turns.map(({ turn_id }) => turn_id) ?? []);
    before = window?.before;
  }

  const forth = ["t_9"];
  for (let after: string | undefined = "t_9"; after !== undefined;) {
    const window = threadWindow({ turns }, { after });
    forth.push(...(window?.turns.map(({ turn_id }) => turn_id) ?? []));
    after = window?.after;
  }

  const all = turns.map(({ turn_id }) => turn_id);
  expect(back.flat()).toEqual(all);
  expect(back.map(({ length }) => length)).toEqual([10, 30, 30, 30]);
  expect(forth).toEqual(all.slice(9));
});

test("the window around a turn holds it, and reaches to the end only with all that is newer", () => {
  const state = thread(100);

  expect(names(state, { turn: "t_2" })).toEqual(["t_0", "t_29", undefined, "t_29"]);
  expect(names(state, { turn: "t_40" })).toEqual(["t_35", "t_64", "t_35", "t_64"]);
  expect(names(state, { turn: "t_60" })).toEqual(["t_55", "t_99", "t_55", undefined]);
  expect(names(state, { turn: "t_80" })).toEqual(["t_70", "t_99", "t_70", undefined]);
});

test("whatever runs or waits is in the newest window, however much it is", () => {
  const busy = thread(100, (index) => (index < 60 ? "completed" : "queued"));

  expect(names(busy)).toEqual(["t_60", "t_99", "t_60", undefined]);
});

test("there is no window by a turn that the thread does not have", () => {
  for (const place of [{ before: "t_x" }, { after: "t_x" }, { turn: "t_x" }]) {
    expect(threadWindow(thread(3), place)).toBeUndefined();
  }
});

/** The first and last turn of a window, and what its links name. */
function names(state: Pick<ThreadState, "turns">, place: ThreadPlace = {}) {
  const window = threadWindow(state, place);
  const { turns = [], before, after } = window ?? {};
  return [turns[0]?.turn_id, turns.at(-1)?.turn_id, before, after];
}

function thread(length: number, status: (index: number) => RunStatus = () => "completed") {
  const turns = Array.from({ length }, (_, index) => ({
    ...SAMPLE,
    turn_id: `t_${index}`,
    run: { ...SAMPLE.run, turn_id: `t_${index}`, status: status(index) },
  }));
  return { turns };
}
