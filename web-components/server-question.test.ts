import { render } from "lit";
import { afterEach, expect, test } from "vitest";
import { userEvent } from "vitest/browser";

import { serverQuestion } from "#views/run/server-question.ts";

const ASKED = { action_id: "act_1", tool: "desk__reserve", prompt: "<img src=x> For whom?" };
const QUESTION = {
  server: "desk",
  schema: {
    type: "object",
    properties: {
      name: { type: "string", title: "Name" },
      guests: { type: "integer", title: "Guests", minimum: 1, default: 2 },
      wishes: { type: "array", title: "Wishes", items: { enum: ["quiet"] }, default: ["quiet"] },
    },
    required: ["name"],
  },
};

afterEach(() => document.body.replaceChildren());

test("a server's question is answered by the keyboard alone, with the defaults in their fields", async () => {
  const sent = shown();

  await userEvent.tab();
  await userEvent.keyboard("Ada");
  await userEvent.tab();
  expect(document.activeElement?.id).toBe(labelled("Guests").id);
  await userEvent.keyboard("{Enter}");

  expect(sent).toEqual([
    { "field:0": "Ada", "field:1": "2", "field:2:0": "true", decision: "answer" },
  ]);
  expect(document.querySelector("img")).toBeNull();
});

test("what is asked for has to be there to answer, and not to decline", async () => {
  const sent = shown();

  await userEvent.click(button("Answer"));
  expect(sent).toEqual([]);
  await userEvent.click(button("Decline"));

  expect(sent).toMatchObject([{ decision: "decline" }]);
});

/** The card in the page; gives what its form sends. */
function shown(): Record<string, unknown>[] {
  const host = document.createElement("div");
  const sent: Record<string, unknown>[] = [];
  host.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!(event.target instanceof HTMLFormElement)) return;
    sent.push(Object.fromEntries(new FormData(event.target, event.submitter)));
  });
  document.body.append(host);
  render(serverQuestion(ASKED, QUESTION, "live"), host);
  return sent;
}

function labelled(name: string): HTMLElement {
  const labels = [...document.querySelectorAll("label")];
  const control = labels.find((label) => label.textContent.includes(name))?.control;
  if (!(control instanceof HTMLElement)) throw new Error(`Nothing is labelled "${name}"`);
  return control;
}

function button(name: string): HTMLButtonElement {
  const found = [...document.querySelectorAll("button")];
  const meant = found.find((each) => each.textContent.trim() === name);
  if (meant === undefined) throw new Error(`There is no button "${name}"`);
  return meant;
}
