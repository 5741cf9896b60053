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
