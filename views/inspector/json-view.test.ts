import { render } from "@lit-labs/ssr";
import { collectResult } from "@lit-labs/ssr/lib/render-result.js";
import { describe, expect, it } from "vitest";

import { jsonView, type JsonLook } from "./json-view.ts";

async function html(value: unknown, look?: JsonLook): Promise<string> {
  const text = await collectResult(render(jsonView(value, look)));
  return text.replaceAll(/<!--.*?-->|<\?>/gu, "");
}

async function words(value: unknown): Promise<string> {
  return (await html(value))
    .replaceAll(/<[^>]*>/gu, "")
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

describe("jsonView()", () => {
  it("reads as the JSON that it shows", async () => {
    const value = {
      type: "tool.failed",
      payload: { reason: "timed_out", after_ms: 30_000, retry: { scope: "step", attempt: 2 } },
      list: [1, "two", null, true, [], {}],
      text: 'a "quoted" <b> & more',
    };

    expect(JSON.parse(await words(value))).toEqual(value);
  });

  it("makes links of the values that lead somewhere", async () => {
    const links = (name: string, value: string | number) =>
      name === "tool_call_id" ? `/calls/${value}` : undefined;

    expect(await html({ tool_call_id: "call_7", name: "x" }, { links })).toContain(
      '<a href="/calls/call_7"><q>&quot;call_7&quot;</q></a>',
    );
  });

  it("cuts a long text and says how much is missing", async () => {
    expect(await words({ text: "x".repeat(1_000) })).toContain("… 400 characters more");
  });

  it("cuts a long list and says how much is missing", async () => {
    expect(await words(Array.from({ length: 100 }, (_, at) => `item ${at}`))).toContain(
      "… 40 more",
    );
  });

  it("folds what lies deep", async () => {
    const deep = {
      a: { b: { c: { d: "a text that does not fit into the rest of one single line" } } },
    };

    expect(await html(deep, { open: 2 })).toContain("<details>");
    expect(await html(deep, { open: 4 })).not.toContain("<details>");
  });
});
