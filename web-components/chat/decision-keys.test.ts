import { beforeEach, expect, test } from "vitest";

import { DecisionKeys } from "./decision-keys.ts";

let root: HTMLElement;
let keys: DecisionKeys;
let pressed: string[];

beforeEach(() => {
  document.body.replaceChildren();
  root = document.createElement("div");
  document.body.append(root);
  keys = new DecisionKeys(root);
  pressed = [];
});

test("the only question is answered once it has been there for half a second", () => {
  ask("act_1");
  keys.look(1000);

  expect(keys.decide("allow_once", { now: 1499, composerEmpty: true })).toBe(false);
  expect(keys.decide("allow_once", { now: 1500, composerEmpty: true })).toBe(true);
  expect(pressed).toEqual(["act_1 allow_once"]);
});

test("a question that was never looked at is not answered", () => {
  ask("act_1");

  expect(keys.decide("deny", { now: 9000, composerEmpty: true })).toBe(false);
});

test("while a message is being written, only a focused question is answered", () => {
  const card = ask("act_1");
  keys.look(0);
  expect(keys.decide("deny", { now: 1000, composerEmpty: false })).toBe(false);

  card.querySelector("button")?.focus();

  expect(keys.decide("deny", { now: 1000, composerEmpty: false })).toBe(true);
  expect(pressed).toEqual(["act_1 deny"]);
});

test("of several questions only the focused one is answered", () => {
  ask("act_1");
  const second = ask("act_2");
  keys.look(0);
  expect(keys.decide("allow_once", { now: 1000, composerEmpty: true })).toBe(false);

  second.querySelector("button")?.focus();
  keys.decide("allow_once", { now: 1000, composerEmpty: true });

  expect(pressed).toEqual(["act_2 allow_once"]);
});

test("a question without a form, as in a replay, is not answered", () => {
  ask("act_1").querySelector("form")?.remove();
  keys.look(0);

  expect(keys.decide("allow_once", { now: 1000, composerEmpty: true })).toBe(false);
});

function ask(action: string): HTMLElement {
  const card = document.createElement("div");
  card.className = "approval";
  card.dataset["action"] = action;
  const form = document.createElement("form");
  for (const decision of ["allow_once", "deny"]) {
    const button = Object.assign(document.createElement("button"), {
      type: "button",
      value: decision,
    });
    button.addEventListener("click", () => pressed.push(`${action} ${decision}`));
    form.append(button);
  }
  card.append(form);
  root.append(card);
  return card;
}
