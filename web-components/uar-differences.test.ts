import { html, render } from "lit/html.js";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";

import { UarDifferences } from "./uar-differences.ts";

function open(step: { previous?: string; next?: string }): HTMLElement {
  const place = document.createElement("div");
  document.body.append(place);
  onTestFinished(() => {
    place.remove();
    history.replaceState(null, "", location.pathname);
  });
  render(
    html`<uar-differences>
      ${Object.entries(step).map(([name, href]) => html`<a data-step=${name} href=${href}>${name}</a>`)}
      <input />
    </uar-differences>`,
    place,
  );
  return place;
}

function press(key: string, target: EventTarget = document.body): void {
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}

describe("<uar-differences>", () => {
  beforeAll(() => customElements.define("uar-differences", UarDifferences));

  it("goes to the next and the previous difference, and leaves no trace of it", () => {
    open({ previous: "#d-1", next: "#d-3" });
    const { length } = history;

    press("n");
    expect(location.hash).toBe("#d-3");
    press("p");
    expect(location.hash).toBe("#d-1");

    expect(history).toHaveLength(length);
  });

  it("stays where it is when there is no other difference", () => {
    open({ previous: "#d-1" });

    press("n");

    expect(location.hash).toBe("");
  });

  it("leaves the keys to who types, and to who turned them off", () => {
    const place = open({ next: "#d-2" });

    press("n", place.querySelector("input") ?? place);
    localStorage.setItem("uar-single-keys", "off");
    onTestFinished(() => localStorage.removeItem("uar-single-keys"));
    press("n");

    expect(location.hash).toBe("");
  });
});
