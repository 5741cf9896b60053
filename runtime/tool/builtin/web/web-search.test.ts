import { expect, it } from "vitest";

import { runTool } from "#runtime/tool/builtin/testing/run-tool.ts";
import { webSearch } from "./web-search.ts";

const answering = (answer: Response, asked: string[] = []) =>
  webSearch({
    url: "http://search.test/base",
    fetch: async (input) => {
      asked.push(input instanceof Request ? input.url : input.toString());
      return answer;
    },
  });

it("web_search asks the operator's server and gives titles, addresses and beginnings", async () => {
  const asked: string[] = [];
  const results = [
    { title: "One", url: "https://one.test/", content: "First words", engine: "x" },
    { title: "Two", url: "https://two.test/", content: null },
  ];
  const tool = answering(Response.json({ results }), asked);

  const { content } = await runTool([tool], "web_search", { query: "a&b=c d", limit: 1 });

  expect(asked).toEqual(["http://search.test/base/search?q=a%26b%3Dc+d&format=json"]);
  expect(content).toBe("One\nhttps://one.test/\nFirst words");
});

it.each([
  ["a failure", () => new Response("", { status: 403 }), "403"],
  ["no JSON", () => new Response("<html>"), "failed"],
  ["another form", () => Response.json({ items: [] }), "not one of SearXNG"],
])("web_search says that its service gave %s", async (_, answer, words) => {
  const asked = runTool([answering(answer())], "web_search", { query: "a" });

  await expect(asked).rejects.toMatchObject({
    code: "EXECUTION_ERROR",
    message: expect.stringContaining(words),
  });
});
