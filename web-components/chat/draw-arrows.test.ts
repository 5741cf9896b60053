import { afterEach, expect, test, vi } from "vitest";

import type { Sibling } from "#runtime/state/branches.ts";
import { drawArrows } from "./draw-arrows.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

test("a turn gets arrows to a branch that was made elsewhere, and keeps the focus in them", async () => {
  const turn = openTurn();
  const shown = { session: "s_1", thread: "th_1" };
  const answers = [sibling("1", true), sibling("2", false)];
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ t_1: { questions: [], answers } })));

  await drawArrows(document, shown);
  const next = turn.querySelector<HTMLAnchorElement>("[data-branch=next]");
  expect(next?.getAttribute("href")).toBe("/s/s_1?b=th_2&turn=t_2#t_2");
  expect(turn.querySelector(".question nav")).toBeNull();
  next?.focus();
  answers.push(sibling("3", false));
  await drawArrows(document, shown);

  expect(turn.querySelectorAll(".turn-acts nav")).toHaveLength(1);
  expect(turn.querySelector("nav")?.textContent).toContain("1/3");
  expect(document.activeElement).toBe(turn.querySelector("[data-branch=next]"));
});

function openTurn(): HTMLElement {
  const turn = Object.assign(document.createElement("article"), { className: "turn", id: "t_1" });
  const question = Object.assign(document.createElement("header"), { className: "question" });
  const acts = Object.assign(document.createElement("footer"), { className: "turn-acts" });
  turn.append(question, acts);
  document.body.append(turn);
  return turn;
}

function sibling(id: string, shown: boolean): Sibling {
  return {
    thread_id: `th_${id}`,
    turn_id: `t_${id}`,
    run_id: `r_${id}`,
    status: "completed",
    shown,
  };
}
