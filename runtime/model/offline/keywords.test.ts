import { expect, test } from "vitest";

import { keywordsOf, stemOf } from "./keywords.ts";
import { countStems } from "./passages.ts";

test.each([
  ["What is the retry budget?", ["retry", "budget"]],
  ['How does the file look that "holds the log" and where\'s it?', ["holds the log"]],
  ["Wo steht der Übungsplan für Jürgen?", ["wo", "steht", "der", "übungsplan", "für", "jürgen"]],
  ["see runtime/log.ts and log_store", ["runtime", "log.ts", "log_store"]],
  ["Is it?", []],
])("the keywords of %j", (question, keywords) => {
  expect(keywordsOf(question)).toEqual(keywords);
});

test("at most six keywords are kept", () => {
  expect(keywordsOf("alpha beta gamma delta epsilon zeta eta theta")).toHaveLength(6);
});

test.each([
  ["retries", "retr"],
  ["retry", "retr"],
  ["failing", "fail"],
  ["times", "time"],
  ["logs", "logs"],
  ["two words", "two words"],
])("the stem of %j is %j", (word, stem) => {
  expect(stemOf(word)).toBe(stem);
});

test("a stem counts at the beginning of words only, also within camel case", () => {
  expect(countStems("An estimate of maxRetries", ["time"])).toBe(0);
  expect(countStems("An estimate of maxRetries", ["retr"])).toBe(1);
});
