import { expect, test } from "vitest";

import type { Sibling } from "#runtime/state/branches.ts";
import { rendered } from "#views/rendered.ts";
import { alternativesNav } from "./alternatives-nav.ts";
import { alternativesOf } from "./alternatives.ts";

const TEXTS = new Map([
  ["t_1", "Read it"],
  ["t_2", "Read it"],
  ["t_3", "Read all"],
  ["t_4", "Read all"],
]);

function siblings(shown: string, running?: string): readonly Sibling[] {
  return [...TEXTS.keys()].map((turn_id) => ({
    thread_id: `th${turn_id.slice(1)}`,
    turn_id,
    run_id: `r${turn_id.slice(1)}`,
    status: turn_id === running ? "running" : "completed",
    shown: turn_id === shown,
  }));
}

function ids(turns: readonly Sibling[]): readonly string[] {
  return turns.map(({ turn_id }) => turn_id);
}

test("turns with the same words are answers to one question, and each wording is one question", () => {
  const { questions, answers } = alternativesOf(siblings("t_1"), TEXTS);

  expect(ids(answers)).toEqual(["t_1", "t_2"]);
  expect(ids(questions)).toEqual(["t_1", "t_4"]);
});

test("another question leads to the answer that is being written, before the newest one", () => {
  const { questions } = alternativesOf(siblings("t_2", "t_3"), TEXTS);

  expect(ids(questions)).toEqual(["t_2", "t_3"]);
});

test("the arrows name the branch and the turn, and tell where a run goes on", async () => {
  const { questions } = alternativesOf(siblings("t_1", "t_3"), TEXTS);

  const html = await rendered(alternativesNav(questions, { session_id: "s_1", noun: "question" }));

  expect(html).toContain('href="/s/s_1?b=th_3&amp;turn=t_3#t_3"');
  expect(html).toContain('aria-label="Next question, a run goes on there"');
  expect(html).not.toContain("Previous question");
});

test("a turn that stands alone has no arrows", async () => {
  const { answers } = alternativesOf(siblings("t_1").slice(0, 1), TEXTS);

  const html = await rendered(alternativesNav(answers, { session_id: "s_1", noun: "answer" }));

  expect(html).not.toContain("<nav");
});
