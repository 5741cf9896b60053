import { render } from "lit/html.js";
import { html } from "lit/html.js";
import { describe, expect, it, onTestFinished } from "vitest";

import type { Command } from "./command.ts";
import { keyCommand } from "./keys.ts";

/** What a key means when it is pressed on an element. */
function pressOn(tag: "div" | "input" | "button" | "slider", init: KeyboardEventInit) {
  const place = document.createElement("div");
  document.body.append(place);
  onTestFinished(() => place.remove());
  render(
    html`<div></div>
      <input />
      <button></button>
      <div role="slider" aria-valuenow="1" class="slider"></div>`,
    place,
  );
  let command: Command | undefined;
  place.addEventListener("keydown", (event) => {
    command = keyCommand(event);
  });
  const target = place.querySelector(tag === "slider" ? ".slider" : tag);
  target?.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, ...init }));
  return command;
}

describe("keyCommand()", () => {
  it("knows the letters, with and without shift", () => {
    expect(pressOn("div", { key: "j" })).toEqual({ do: "step", direction: 1, landmark: "event" });
    expect(pressOn("div", { key: "K" })).toEqual({ do: "step", direction: -1, landmark: "step" });
    expect(pressOn("div", { key: "h" })).toEqual({
      do: "step",
      direction: 1,
      landmark: "approval",
    });
    expect(pressOn("div", { key: "c" })).toEqual({ do: "compare" });
    expect(pressOn("div", { key: "n" })).toEqual({ do: "match", direction: 1 });
    expect(pressOn("div", { key: "p" })).toEqual({ do: "match", direction: -1 });
    expect(pressOn("div", { key: "P" })).toEqual({ do: "path" });
    expect(pressOn("div", { key: "?" })).toEqual({ do: "help" });
  });

  it("knows the lanes by the place of the digits, whatever shift makes of them", () => {
    const solo = { do: "lane", lane: "tokens", how: "solo" };
    const mute = { do: "lane", lane: "errors", how: "mute" };

    expect(pressOn("div", { key: "1", code: "Digit1" })).toEqual(solo);
    expect(pressOn("div", { key: "(", code: "Digit8", shiftKey: true })).toEqual(mute);
    expect(pressOn("div", { key: "9", code: "Digit9" })).toBeUndefined();
    expect(pressOn("input", { key: "1", code: "Digit1" })).toBeUndefined();
  });

  it("leaves every key to a dialog that is open", () => {
    const dialog = document.createElement("dialog");
    document.body.append(dialog);
    onTestFinished(() => dialog.remove());
    dialog.showModal();

    expect(pressOn("div", { key: "j" })).toBeUndefined();
  });

  it("leaves the keys alone while someone types, and those of the browser always", () => {
    expect(pressOn("input", { key: "j" })).toBeUndefined();
    expect(pressOn("div", { key: "s", ctrlKey: true })).toBeUndefined();
    expect(pressOn("div", { key: "j", isComposing: true })).toBeUndefined();
  });

  it("lets the space bar press a button, and play elsewhere", () => {
    expect(pressOn("button", { key: " " })).toBeUndefined();
    expect(pressOn("div", { key: " " })).toEqual({ do: "play" });
    expect(pressOn("button", { key: "j" })).toBeDefined();
  });

  it("moves a focused score by arrows and pages", () => {
    expect(pressOn("slider", { key: "ArrowRight" })).toMatchObject({ do: "step", direction: 1 });
    expect(pressOn("slider", { key: "PageDown" })).toEqual({ do: "shift", by: -1_000 });
    expect(pressOn("slider", { key: "Home" })).toEqual({ do: "edge", of: "first" });
    expect(pressOn("div", { key: "ArrowRight" })).toBeUndefined();
  });

  it("ignores single letters once the person turned them off, not the arrows of the score", () => {
    localStorage.setItem("uar-single-keys", "off");
    onTestFinished(() => localStorage.removeItem("uar-single-keys"));

    expect(pressOn("div", { key: "j" })).toBeUndefined();
    expect(pressOn("slider", { key: "ArrowLeft" })).toBeDefined();
  });
});
