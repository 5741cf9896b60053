import { afterEach, beforeEach, expect, test } from "vitest";

import { contentOf, dropFarTurns } from "./far-turns.ts";

const TURNS = 60;
const TURN_PX = 200;

let gone: AbortController;
let scroller: HTMLElement;

beforeEach(() => {
  document.body.replaceChildren();
  gone = new AbortController();
  scroller = element("div", { className: "scroller", tabIndex: 0 });
  scroller.style.cssText = "block-size: 300px; overflow-y: auto; overflow-anchor: none";
  const column = element("div", { id: "turns" });
  for (let at = 0; at < TURNS; at += 1) column.append(turn(at));
  scroller.append(column);
  document.body.append(scroller);
  scroller.scrollTop = scroller.scrollHeight;
});

afterEach(() => {
  gone.abort();
  getSelection()?.removeAllRanges();
});

test("turns far from the view leave, with their place, height and heading kept", async () => {
  const height = scroller.scrollHeight;
  const first = at(0);

  await dropped();

  expect(scroller.scrollHeight).toBe(height);
  expect(first.textContent).toBe("Question 0");
  expect(first.querySelector("#t_0-question")?.tagName).toBe("H2");
  expect(first.getBoundingClientRect().height).toBe(TURN_PX);
  expect(at(TURNS - 5).querySelector(".part")).not.toBeNull();
  expect(contentOf(first).querySelector("details")).not.toBeNull();
});

test("a turn comes back near the view as it was, the very same nodes, and nothing moves", async () => {
  const details = at(0).querySelector("details");
  if (details === null) throw new Error("Each turn has something to open");
  details.open = true;
  const height = scroller.scrollHeight;
  await dropped();
  expect(at(0).contains(details)).toBe(false);

  scroller.scrollTop = 0;
  await expect.poll(() => at(0).contains(details)).toBe(true);

  expect(details.open).toBe(true);
  expect(at(0).dataset["away"]).toBeUndefined();
  expect(at(0).style.blockSize).toBe("");
  expect(at(0).querySelectorAll("h2")).toHaveLength(1);
  expect(scroller.scrollHeight).toBe(height);
  await expect.poll(() => at(TURNS - 2).dataset["away"]).toBe("");
});

test("what would lose something stays: focus, marked words, a run that goes on, a frame, the end", async () => {
  scroller.scrollTop = 0;
  at(40).querySelector("summary")?.focus({ preventScroll: true });
  getSelection()?.selectAllChildren(at(41).querySelector(".part") ?? document.body);
  at(42).querySelector("uar-run")?.setAttribute("status", "waiting_permission");
  at(43).append(element("iframe", {}));

  await dropped();

  const there = [39, 40, 41, 42, 43, 44, TURNS - 1].filter((n) => !("away" in at(n).dataset));
  expect(there).toEqual([40, 41, 42, 43, TURNS - 1]);
});

test("on paper every turn is there, and afterwards they leave again", async () => {
  await dropped();

  dispatchEvent(new Event("beforeprint"));
  expect(away()).toBe(0);
  dispatchEvent(new Event("afterprint"));

  await expect.poll(away).toBeGreaterThan(0);
});

test("turns that come in later are looked at, too", async () => {
  scroller.scrollTop = 0;
  await dropped();

  document.querySelector("#turns")?.append(turn(TURNS), turn(TURNS + 1));

  await expect.poll(() => at(TURNS).dataset["away"]).toBe("");
});

/** Begins, and waits until the first ones have left. */
async function dropped(): Promise<void> {
  dropFarTurns(scroller, gone.signal);
  await expect.poll(away).toBeGreaterThan(0);
}

function away(): number {
  return document.querySelectorAll("[data-away]").length;
}

function at(number: number): HTMLElement {
  const found = document.getElementById(`t_${number}`);
  if (found === null) throw new Error(`There is no turn ${number}`);
  return found;
}

function turn(number: number): HTMLElement {
  const article = element("article", { className: "turn", id: `t_${number}` });
  const textContent = `Question ${number}`;
  const header = element("header", { className: "question" });
  header.append(element("h2", { id: `t_${number}-question`, textContent }));
  const run = element("uar-run", {});
  run.setAttribute("status", "completed");
  const part = element("div", { className: "part", textContent: "Words" });
  part.style.blockSize = `${TURN_PX}px`;
  const details = element("details", {});
  details.append(element("summary", { textContent: "More" }), "Detail");
  part.append(details);
  run.append(part);
  header.style.display = "contents";
  article.style.cssText = `display: flow-root; overflow: clip; max-block-size: ${TURN_PX}px`;
  article.append(header, run);
  return article;
}

function element(name: string, properties: object): HTMLElement {
  return Object.assign(document.createElement(name), properties);
}
