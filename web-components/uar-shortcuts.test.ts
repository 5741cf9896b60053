import { html, render } from "lit";
import { afterEach, expect, test } from "vitest";

import { SHORTCUTS } from "#views/settings/shortcuts.ts";
import { keyCommand } from "./inspector/keys.ts";
import { pageKeys } from "./page-keys.ts";
import { UarShortcuts } from "./uar-shortcuts.ts";

customElements.define("uar-shortcuts", UarShortcuts);

afterEach(() => {
  localStorage.clear();
  document.body.replaceChildren();
});

function boxFor(scope: string, key: string): HTMLInputElement {
  const found = document.querySelector<HTMLInputElement>(
    `[data-scope="${scope}"][data-key="${key}"]`,
  );
  if (found === null) throw new Error(`No box for "${key}"`);
  return found;
}

function show(): void {
  const box = (scope: string, key: string, action: string) =>
    html`<input
      class="key-box"
      data-scope=${scope}
      data-key=${key}
      aria-label=${`Key for: ${action}`}
      disabled
    />`;
  const place = document.createElement("div");
  document.body.append(place);
  render(
    html`<uar-shortcuts>
      <input type="checkbox" data-single-keys disabled />
      <button data-reset disabled>Reset</button>
      <p role="status"></p>
      ${box("inspector", "j", "Next event")} ${box("inspector", "k", "Previous event")}
      ${box("pages", "g", "Go")}
    </uar-shortcuts>`,
    place,
  );
}

function choose(scope: string, usual: string, key: string): void {
  const box = boxFor(scope, usual);
  box.value = key;
  box.dispatchEvent(new Event("change"));
}

function pressed(key: string): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  document.body.dispatchEvent(event);
  return event;
}

test("a changed key does what the usual one did, and the usual one does nothing", () => {
  show();

  choose("inspector", "j", "q");

  expect(keyCommand(pressed("q"))).toEqual({ do: "step", direction: 1, landmark: "event" });
  expect(keyCommand(pressed("j"))).toBeUndefined();
  expect(keyCommand(pressed("k"))).toBeDefined();
});

test("an empty box turns its key off, and the usual keys come back together", () => {
  show();

  choose("inspector", "k", "");
  expect(keyCommand(pressed("k"))).toBeUndefined();
  document.querySelector<HTMLButtonElement>("[data-reset]")?.click();

  expect(keyCommand(pressed("k"))).toBeDefined();
  expect(boxFor("inspector", "k").value).toBe("k");
});

test("a key that does something already is refused, and says what it does", () => {
  show();

  choose("inspector", "j", "k");

  expect(document.querySelector("[role=status]")?.textContent).toContain("Previous event");
  expect(boxFor("inspector", "j").value).toBe("j");
});

test("the same key may do something else on another page", () => {
  show();

  choose("pages", "g", "j");

  expect(boxFor("pages", "g").value).toBe("j");
  expect(keyCommand(pressed("j"))).toBeDefined();
});

test("the key that goes places can be changed", () => {
  show();
  pageKeys();
  const nav = document.createElement("nav");
  nav.className = "nav";
  const link = document.createElement("button");
  link.dataset["key"] = "r";
  let followed = 0;
  link.addEventListener("click", () => (followed += 1));
  nav.append(link);
  document.body.append(nav);

  choose("pages", "g", "q");
  pressed("g");
  pressed("r");
  expect(followed).toBe(0);
  pressed("q");
  pressed("r");

  expect(followed).toBe(1);
});

test.each(
  SHORTCUTS.flatMap(({ shortcuts }) => shortcuts)
    .filter(({ scope }) => scope === "inspector")
    .map(({ keys, action }) => [keys, action]),
)("the inspector has the key that the list has: %s, %s", (key) => {
  expect(keyCommand(pressed(key))).toBeDefined();
});
