import { digestForTemplateResult } from "@lit-labs/ssr-client";
import { html, render } from "lit/html.js";
import { expect, test } from "vitest";

import { adopt } from "./adopt.ts";

const view = (name: string) => html`<p>Hello ${name}</p>`;

test("an empty container is rendered into", () => {
  const container = document.createElement("div");

  adopt(view("Ada"), container);

  expect(container.textContent).toBe("Hello Ada");
});

test("what another template rendered is replaced, and can be rendered again", () => {
  const container = document.createElement("div");
  container.append(new Comment("lit-part AAAAAAAAAAA="), "old", new Comment("/lit-part"));

  adopt(view("Ada"), container);
  render(view("Grace"), container);

  expect(container.textContent).toBe("Hello Grace");
});

test("a text that was empty when the server rendered it can be filled later", () => {
  const container = document.createElement("div");
  const paragraph = document.createElement("p");
  paragraph.append("Hello ", new Comment("lit-part"), new Comment("/lit-part"));
  const digest = digestForTemplateResult(view(""));
  container.append(new Comment(`lit-part ${digest}`), paragraph, new Comment("/lit-part"));

  adopt(view(""), container);
  expect(container.firstElementChild).toBe(paragraph);
  render(view("Ada"), container);

  expect(paragraph.textContent).toBe("Hello Ada");
});
