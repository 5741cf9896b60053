import { expect, test } from "vitest";

import type { ModelTool } from "#runtime/model/driver.ts";

import { findOfflineTools } from "./offline-tools.ts";

function tool(
  name: string,
  description: string,
  required: readonly string[] = [],
  optional: readonly string[] = [],
): ModelTool {
  const properties = Object.fromEntries([...required, ...optional].map((key) => [key, {}]));
  return {
    name,
    description,
    input_schema: { type: "object", properties, required: [...required] },
  };
}

test("tools of other servers are known by what they can do", () => {
  const found = findOfflineTools([
    tool("fs__read_text_file", "Read the contents of a file", ["path"]),
    tool("fs__list_directory", "Lists files", [], ["path"]),
    tool("code__grep", "Search with a pattern", ["pattern"], ["glob"]),
    tool("memo__saveMemo", "Saves a memo", ["content"], ["title"]),
  ]);

  expect(found).toEqual({
    read: { name: "fs__read_text_file", main: "path", title: undefined },
    list: { name: "fs__list_directory", main: "path", title: undefined },
    search: { name: "code__grep", main: "pattern", title: undefined },
    write: { name: "memo__saveMemo", main: "content", title: "title" },
  });
});

test("a description counts where the name tells nothing", () => {
  const { search } = findOfflineTools([
    tool("kb__ask", "Full-text search in the manual", ["query"]),
  ]);

  expect(search?.name).toBe("kb__ask");
});

test("a tool that needs arguments nobody can guess is left alone", () => {
  expect(
    findOfflineTools([
      tool("github__search_issues", "Search issues", ["query", "repository"]),
      tool("db__list_rows", "Lists files of a table", ["table"]),
      tool("broken__read", "Reads a file"),
    ]),
  ).toEqual({});
});

test("a schema that is none offers nothing", () => {
  const odd = { name: "x__search", description: "Search", input_schema: ["query"] };

  expect(findOfflineTools([odd])).toEqual({});
});
