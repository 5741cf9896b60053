import { afterEach, expect, test } from "vitest";

import { UarWire } from "./uar-wire.ts";

customElements.define("uar-wire", UarWire);

const RECORDING = [
  {
    cassette: 1,
    request: { method: "POST", path: "/v1/x", body: "{}" },
    response: { status: 200 },
  },
  { ms: 1, text: "data: <b>hi</b>\n\n" },
  { end: "whole", ms: 2 },
]
  .map((line) => `${JSON.stringify(line)}\n`)
  .join("");

afterEach(() => document.body.replaceChildren());

function show(src: string): HTMLElement {
  const element = document.createElement("uar-wire");
  element.setAttribute("src", src);
  document.body.append(element);
  return element;
}

function recordingAt(text: string): string {
  return URL.createObjectURL(new Blob([text]));
}

test("it shows what was sent and what came, as text", async () => {
  const element = show(recordingAt(RECORDING));

  await expect.poll(() => element.querySelectorAll("pre").length).toBe(2);
  expect(element.querySelector("h3")?.textContent).toContain("POST /v1/x");
  expect(element.querySelectorAll("pre")[1]?.textContent).toBe("data: <b>hi</b>");
  expect(element.querySelector("b")).toBeNull();
});

test("another address shows another recording", async () => {
  const element = show(recordingAt(RECORDING));
  await expect.poll(() => element.textContent).toContain("/v1/x");

  element.setAttribute("src", recordingAt(RECORDING.replace("/v1/x", "/v1/y")));

  await expect.poll(() => element.textContent).toContain("/v1/y");
  expect(element.textContent).not.toContain("/v1/x");
});

test("a step without a recording says so", async () => {
  const element = show("/runs/r_1/wire/no-such-step-anywhere");

  await expect.poll(() => element.textContent).toMatch(/Nothing was recorded|The server answered/);
});
