import { html, render } from "lit/html.js";
import { describe, expect, it, onTestFinished } from "vitest";

import { followedQuery } from "./followed-link.ts";
import type { Query } from "#views/inspector/settings.ts";

/** What the click on a link, or the submit of a form, asks of the run `r_1`. */
function followed(template: unknown, init: MouseEventInit = {}): Query | undefined {
  const place = document.createElement("div");
  document.body.append(place);
  onTestFinished(() => place.remove());
  render(template, place);

  let query: Query | undefined;
  const take = (event: MouseEvent | SubmitEvent) => {
    query = followedQuery(event, "r_1");
    event.preventDefault();
  };
  place.addEventListener("click", take);
  place.addEventListener("submit", take);
  place.querySelector("form")?.requestSubmit();
  place
    .querySelector("a, a *")
    ?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ...init }));
  return query;
}

describe("followedQuery()", () => {
  it("is the query of a link to the same run", () => {
    expect(followed(html`<a href="/runs/r_1?at=7&q=lane%3Atools"><b>7</b></a>`)).toEqual({
      at: "7",
      q: "lane:tools",
    });
  });

  it("is the place of a link to one of its events", () => {
    expect(followed(html`<a href="/runs/r_1/42">+4.7s</a>`)).toMatchObject({ at: "42" });
  });

  it("is what a form would ask", () => {
    const form = html`<form action="/runs/r_1">
      <input name="at" value="36.7s" /><input type="hidden" name="side" value="before" />
    </form>`;

    expect(followed(form)).toEqual({ at: "36.7s", side: "before" });
  });

  it("leaves every other page, download and new tab to the browser", () => {
    expect(followed(html`<a href="/runs/r_2?at=7">other</a>`)).toBeUndefined();
    expect(followed(html`<a href="/runs/r_1.jsonl">events</a>`)).toBeUndefined();
    expect(followed(html`<a href="/runs/r_1/stage?at=7">stage</a>`)).toBeUndefined();
    expect(followed(html`<a href="/runs/r_1?at=7" target="_blank">new</a>`)).toBeUndefined();
    expect(followed(html`<a href="/runs/r_1?at=7">x</a>`, { ctrlKey: true })).toBeUndefined();
    expect(followed(html`<a href="https://elsewhere.example/runs/r_1">x</a>`)).toBeUndefined();
  });
});
