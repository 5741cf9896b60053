import { expect, test } from "vitest";

import type { Tool } from "./tool.ts";
import { Toolbox } from "./toolbox.ts";

test("a toolbox lists what the model may see, in the order it was given", () => {
  const toolbox = new Toolbox([tool("b", { title: "Bee" }), tool("a")]);

  expect(toolbox.list()).toEqual([
    {
      name: "b",
      title: "Bee",
      description: "About b",
      source: "test",
      effect: "read",
      input_schema: { type: "object" },
    },
    {
      name: "a",
      description: "About a",
      source: "test",
      effect: "read",
      input_schema: { type: "object" },
    },
  ]);
});

test("of two tools with one name the first stays and the second is reported", () => {
  const first = tool("same");
  const toolbox = new Toolbox([first, tool("other"), tool("same")]);

  expect(toolbox.get("same")).toBe(first);
  expect(toolbox.list()).toHaveLength(2);
  expect(toolbox.duplicates).toEqual(["same"]);
});

test.each(["__proto__", "constructor", "toString", "hasOwnProperty", ""])(
  "a toolbox without a tool %j has none of that name",
  (name) => {
    expect(new Toolbox([tool("a")]).get(name)).toBeUndefined();
  },
);

test("a tool may be called like a member of every object", () => {
  const odd = tool("__proto__");

  expect(new Toolbox([odd]).get("__proto__")).toBe(odd);
});

function tool(name: string, more: Partial<Tool> = {}): Tool {
  return {
    name,
    description: `About ${name}`,
    source: "test",
    effect: "read",
    input_schema: { type: "object" },
    run: () => Promise.resolve({ content: "" }),
    ...more,
  };
}
