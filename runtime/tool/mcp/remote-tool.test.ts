import { expect, test } from "vitest";

import { readTools } from "./remote-tool.ts";

const inputSchema = { type: "object" as const };

test.each([
  [{ readOnlyHint: true }, true, "read"],
  [{ readOnlyHint: true }, false, "at_most_once"],
  [{ idempotentHint: true }, true, "idempotent"],
  [{ idempotentHint: true }, false, "at_most_once"],
  [{}, true, "at_most_once"],
] as const)(
  "the hints %j of a server with trust %j make a tool %s",
  async (annotations, trust, effect) => {
    const { tools } = await readTools([{ name: "act", inputSchema, annotations }], trust);

    expect(tools[0]?.effect).toBe(effect);
  },
);

test("a long description is cut, and hidden characters are shown and reported", async () => {
  const listed = [
    {
      name: "act",
      title: "A\u202Ett",
      description: "d".repeat(100_000),
      inputSchema: {
        ...inputSchema,
        properties: {
          description: { type: "string", description: "the\u200Btext", pattern: "\u200B" },
        },
      },
    },
  ];

  const { tools, problems } = await readTools(listed, false);

  expect(tools[0]?.title).toBe("A[U+202E]tt");
  expect(tools[0]?.description).toHaveLength(4_001);
  expect(tools[0]?.input_schema).toEqual({
    type: "object",
    properties: {
      description: { type: "string", description: "the[U+200B]text", pattern: "\u200B" },
    },
  });
  expect(problems).toEqual(['The tool "act" has hidden characters']);
});

test("tools that cannot be used are left out and named", async () => {
  const deep = JSON.parse(`${'{"items":'.repeat(100)}{}${"}".repeat(100)}`) as object;
  const big = { type: "object" as const, description: "x".repeat(70_000) };

  const { tools, problems } = await readTools(
    [
      { name: "good", inputSchema },
      { name: "good", inputSchema },
      { name: "", inputSchema },
      { name: "deep", inputSchema: { ...inputSchema, ...deep } },
      { name: "big", inputSchema: big },
    ],
    false,
  );

  expect(tools.map(({ name }) => name)).toEqual(["good"]);
  expect(problems).toEqual([
    'The tool "good" is left out: it is listed twice',
    'The tool "" is left out: it has no name',
    'The tool "deep" is left out: it has a schema that is nested too deep',
    'The tool "big" is left out: it has a schema of 70034 characters',
  ]);
});

test("the fingerprint changes with whatever a server says of a tool", async () => {
  const fingerprint = async (more: object) => {
    const { tools } = await readTools(
      [{ name: "act", description: "Reads", inputSchema, ...more }],
      true,
    );
    return tools[0]?.fingerprint;
  };
  const original = await fingerprint({});

  expect(await fingerprint({})).toBe(original);
  expect(await fingerprint({ description: "Reads, and sends" })).not.toBe(original);
  expect(await fingerprint({ title: "Read" })).not.toBe(original);
  expect(await fingerprint({ annotations: { readOnlyHint: true } })).not.toBe(original);
  expect(await fingerprint({ inputSchema: { type: "object", properties: { a: {} } } })).not.toBe(
    original,
  );
});
