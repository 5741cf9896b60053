import { expect, test } from "vitest";

import { defaultSettings } from "./default-settings.ts";

test.each([
  [undefined, {}],
  ["", {}],
  ["true", { parallel_tool_calls: true }],
  [" false ", { parallel_tool_calls: false }],
])("LLM_PARALLEL_TOOLS %j means %j", (value, settings) => {
  expect(defaultSettings({ LLM_PARALLEL_TOOLS: value })).toEqual(settings);
});

test.each(["yes", "1", "TRUE"])("LLM_PARALLEL_TOOLS %j is refused by its name", (value) => {
  expect(() => defaultSettings({ LLM_PARALLEL_TOOLS: value })).toThrow(
    new TypeError(`LLM_PARALLEL_TOOLS is "${value}": set it to "true" or "false"`),
  );
});
