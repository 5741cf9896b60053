import { beforeEach, expect, test } from "vitest";

import { keepChoice } from "./keep-choice.ts";

beforeEach(() => localStorage.clear());

test("a choice of a session survives a reload, until it was sent", () => {
  choose(open("s_1"), "b/2");

  expect(model(open("s_1")).value).toBe("b/2");
  expect(model(open("s_2")).value).toBe("a/1");

  const composer = open("s_1");
  composer.querySelector("form")?.dispatchEvent(new Event("submit"));
  expect(model(open("s_1")).value).toBe("a/1");
});

test.each(['{"model":"gone/3"}', "no JSON", "null", '"text"'])(
  "what fits nothing that is on offer changes nothing: %s",
  (kept) => {
    localStorage.setItem("uar-choice-s_1", kept);

    expect(model(open("s_1")).value).toBe("a/1");
  },
);

function open(session: string): HTMLElement {
  const composer = document.createElement("div");
  composer.setAttribute("session", session);
  const form = document.createElement("form");
  const label = Object.assign(document.createElement("label"), { className: "choice" });
  const select = Object.assign(document.createElement("select"), { name: "model" });
  select.append(new Option("a/1"), new Option("b/2"));
  label.append(select);
  form.append(label);
  composer.append(form);
  document.body.replaceChildren(composer);
  keepChoice(composer, new AbortController().signal);
  return composer;
}

function model(composer: HTMLElement): HTMLSelectElement {
  const select = composer.querySelector("select");
  if (select === null) throw new Error("There is no choice");
  return select;
}

function choose(composer: HTMLElement, value: string): void {
  model(composer).value = value;
  model(composer).dispatchEvent(new Event("change", { bubbles: true }));
}
