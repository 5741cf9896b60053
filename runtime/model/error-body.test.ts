import { expect, test } from "vitest";

import { parseErrorBody } from "./error-body.ts";

test.each([
  ["a list of errors", { errors: [{ code: "no_tools", message: "No tools here" }] }],
  ["a list of sentences", { errors: ["No tools here"] }],
  ["an error within an error", { error: { error: { message: "No tools here" } } }],
  ["JSON as the sentence", { error: { message: '{"error":{"message":"No tools here"}}' } }],
  ["Amazon's capital", { Message: "No tools here" }],
  ["a short name", { code: 400, msg: "No tools here" }],
  ["a long name", { error_code: 3, error_msg: "No tools here" }],
  ["a detail in a message", { error: { message: { detail: "No tools here" } } }],
  ["fields without words", { title: "No tools here", errors: { tools: ["x"] } }],
])("the sentence is found in %s", (_shape, body) => {
  expect(parseErrorBody(JSON.stringify(body)).text).toBe("No tools here");
});

test("what a gateway's provider said is told in its words, not as JSON", () => {
  const raw = JSON.stringify({ error: { message: "Disk full" } });
  const body = { error: { message: "Provider returned error", metadata: { raw } } };

  expect(parseErrorBody(JSON.stringify(body)).text).toBe("Provider returned error: Disk full");
});

test("the names of all levels count", () => {
  const body = { type: "Outer", error: { code: "MiddleOne", error: { status: "INNER" } } };

  expect(parseErrorBody(JSON.stringify(body)).names.split(" ").toSorted()).toEqual([
    "inner",
    "middle_one",
    "outer",
  ]);
});

test("the wait and the names stand also in JSON that is a sentence", () => {
  const error = { status: "RESOURCE_EXHAUSTED", details: [{ retryDelay: "26s" }], message: "Slow" };
  const body = { error: { code: 429, message: JSON.stringify({ error }) } };

  expect(parseErrorBody(JSON.stringify(body))).toEqual({
    status: 429,
    names: "resource_exhausted",
    text: "Slow",
    retryAfterMs: 26_000,
  });
});

test("no depth of nesting is followed to the end", () => {
  const deep = '{"error":'.repeat(5000) + '{"message":"x"}' + "}".repeat(5000);

  expect(parseErrorBody(deep).text).toBe("");
});

test.each([
  ["Please retry after 26 seconds.", 26_000],
  ["Please wait 42 seconds before the next one", 42_000],
  ["Try again in 1 minute.", 60_000],
  ["Try again in 12m36.5s. Or pay", 756_500],
  ["Retry in 48.3s", 48_300],
  ["Wait a moment and try again", undefined],
])("%s asks for %s ms", (message, wait) => {
  expect(parseErrorBody(JSON.stringify({ error: { message } })).retryAfterMs).toBe(wait);
});
