import { afterEach, beforeEach, expect, test } from "vitest";

import { slashCommands } from "./slash-commands.ts";

let message: HTMLTextAreaElement;
let sent: number;
let gone: AbortController;

beforeEach(() => {
  gone = new AbortController();
  sent = 0;
  const composer = document.createElement("uar-composer");
  composer.setAttribute("session", "s_1");
  message = document.createElement("textarea");
  message.addEventListener("keydown", ({ key }) => {
    if (key === "Enter") sent += 1;
  });
  const model = Object.assign(document.createElement("select"), { name: "model" });
  const agent = Object.assign(document.createElement("select"), { name: "agent" });
  composer.append(message, model, agent);
  const compact = document.createElement("form");
  compact.setAttribute("action", "/s/s_1/compact");
  compact.append(document.createElement("button"));
  document.body.replaceChildren(composer, compact);
  slashCommands(composer, gone.signal);
  message.focus();
});

afterEach(() => gone.abort());

test("a slash lists the commands whose controls are there, and more letters fewer", () => {
  write("/");
  expect(names()).toEqual(["/model", "/agent", "/compact"]);

  write("/A");
  expect(names()).toEqual(["/agent"]);
});

test.each(["a / b", "//", "/model x", ""])("%j is a message and no command", (text) => {
  write(text);

  expect(names()).toEqual([]);
});

test("arrows choose, around both ends, and the box says which", () => {
  write("/");
  press("ArrowUp");

  expect(document.querySelector("[aria-selected=true]")?.textContent).toContain("/compact");
  expect(message.getAttribute("aria-activedescendant")).toBe("slash-compact");
  press("ArrowDown");
  expect(message.getAttribute("aria-activedescendant")).toBe("slash-model");
});

test.each(["Enter", "Tab"])("%s does what is chosen, and sends nothing", (key) => {
  write("/mo");

  press(key);

  expect(document.activeElement).toBe(document.querySelector("select[name=model]"));
  expect([message.value, sent]).toEqual(["", 0]);
});

test("a command presses its control", () => {
  let pressed = 0;
  document.querySelector("form")?.addEventListener("submit", (event) => {
    event.preventDefault();
    pressed += 1;
  });
  write("/comp");

  press("Enter");

  expect(pressed).toBe(1);
});

test("Escape closes the list, and Enter sends again", () => {
  write("/");
  const escape = press("Escape");
  press("Enter");

  expect(names()).toEqual([]);
  expect(escape.defaultPrevented).toBe(true);
  expect(sent).toBe(1);
});

test("an input method keeps its Enter", () => {
  write("/");

  press("Enter", { isComposing: true });

  expect(names()).toHaveLength(3);
});

function names(): readonly string[] {
  const options = [...document.querySelectorAll("[role=option] b")];
  return options.map((option) => option.textContent ?? "");
}

function write(text: string): void {
  message.value = text;
  message.dispatchEvent(new Event("input", { bubbles: true }));
}

function press(key: string, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  message.dispatchEvent(event);
  return event;
}
