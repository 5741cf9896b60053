import { describe, expect, test } from "vitest";

import { bindTools, MissingToolHandlerError } from "./bind-tools.ts";
import { InvalidAnswerError, readAnswer } from "./read-answer.ts";

const context = {
  signal: new AbortController().signal,
  idempotency_key: "1",
  progress: () => undefined,
  record: () => undefined,
};
const brew = { name: "brew", description: "Makes tea", input_schema: { type: "object" } };

describe("bindTools()", () => {
  test("gives each described tool its handler, and starts none twice", async () => {
    const handlers = {
      brew: async () => Promise.resolve({ content: "tea" }),
      other: async () => Promise.reject(new Error()),
    };

    const tools = bindTools([brew], handlers);

    expect(tools).toMatchObject([{ ...brew, source: "prompt", effect: "at_most_once" }]);
    expect(await tools[0]?.run({}, context)).toEqual({ content: "tea" });
  });

  test.each([[[brew]], [[brew, { ...brew, name: "toString" }]]])(
    "names every tool of %j without a handler",
    (specs) => {
      const names = specs.map(({ name }) => `"${name}"`).join(", ");

      const bind = (): unknown => bindTools(specs, {});
      expect(bind).toThrow(MissingToolHandlerError);
      expect(bind).toThrow(`No handler is given for ${names}`);
    },
  );
});

describe("readAnswer()", () => {
  const schema = { type: "object", properties: { tea: { type: "string" } }, required: ["tea"] };

  test("gives the data of an answer that fits", () => {
    expect(readAnswer('{"tea":"green"}', schema)).toEqual({ tea: "green" });
  });

  test.each([
    ["Green tea", "The answer is no JSON"],
    ["{}", "The answer does not fit the prompt's schema"],
    ['{"tea":5}', "tea"],
    ["null", "The answer does not fit the prompt's schema"],
  ])("refuses %s", (text, words) => {
    const read = (): unknown => readAnswer(text, schema);

    expect(read).toThrow(InvalidAnswerError);
    expect(read).toThrow(words);
  });
});
