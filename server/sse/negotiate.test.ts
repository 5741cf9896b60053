import { expect, test } from "vitest";

import { negotiate } from "./negotiate.ts";

const OFFERS = ["text/event-stream", "application/jsonl", "text/plain"] as const;
const BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";

test.each([
  [undefined, "text/event-stream"],
  ["*/*", "text/event-stream"],
  ["text/event-stream", "text/event-stream"],
  ["application/jsonl", "application/jsonl"],
  ["TEXT/PLAIN", "text/plain"],
  ["text/plain;q=0.5, application/jsonl;q=0.9", "application/jsonl"],
  ["text/*", "text/event-stream"],
  ["text/*;q=0.1, application/jsonl;q=0.2", "application/jsonl"],
  ["text/event-stream;q=0, */*", "application/jsonl"],
  ["text/plain; charset=utf-8", "text/plain"],
  [BROWSER, "text/event-stream"],
  ["application/json", undefined],
  ["text/plain;q=0", undefined],
  ["text/plain;q=abc", undefined],
  ["", undefined],
  [",,;q=1", undefined],
])("negotiate(%j) gives %s", (accept, type) => {
  expect(negotiate(accept, OFFERS)).toBe(type);
});

test("negotiate() gives a browser the page where there is one", () => {
  expect(negotiate(BROWSER, ["text/html", ...OFFERS])).toBe("text/html");
});
