import { describe, expect, it } from "vitest";

import { testApp } from "#server/test-app.ts";

const PASSES = `- steps: [{ text: "sk-abcdefghijklmnop1234 is in /home/nora/.env <b>now</b>" }]`;

async function ran() {
  const test = await testApp({ passes: PASSES });
  const { run } = await test.runtime.ask("Where is <i>it</i>?");
  return { test, run_id: run.run_id };
}

const PAGE = { headers: { accept: "text/html" } };
const FRAGMENT = { headers: { accept: "text/html", "hx-request": "true" } };

describe("GET /runs/:run/export", () => {
  it("lists every file with its purpose, and what is struck out with its events", async () => {
    const { test, run_id } = await ran();

    const page = await (await test.fetch(`/runs/${run_id}/export`, PAGE)).text();

    for (const extension of ["jsonl", "html", "md", "otlp.json", "trace.json"]) {
      expect(page).toContain(`href="/runs/${run_id}.${extension}"`);
    }
    expect(page).toContain(`href="/runs/${run_id}/replay.jsonl"`);
    expect(page).toContain("Keys, by their look");
    expect(page).not.toContain("Home folders</th>");
    expect(page).not.toContain("<i>it");
    expect(page).toMatch(/href="\/runs\/r_\w+\?at=\d+"/);
  });

  it("takes along what the form asks for", async () => {
    const { test, run_id } = await ran();

    const page = await (await test.fetch(`/runs/${run_id}/export?homes=1&content=1`, PAGE)).text();

    expect(page).toContain(`href="/runs/${run_id}.md?homes=1"`);
    expect(page).toContain(`href="/runs/${run_id}.otlp.json?homes=1&amp;content=1"`);
    expect(page).toContain("Home folders</th>");
  });

  it("is a fragment for htmx, and says so to caches", async () => {
    const { test, run_id } = await ran();

    const response = await test.fetch(`/runs/${run_id}/export`, FRAGMENT);
    const text = await response.text();

    expect(response.headers.get("vary")).toBe("HX-Request");
    expect(text).toContain("Download");
    expect(text).not.toContain("<html");
  });

  it("answers 404 for a run that is not there", async () => {
    const { test } = await ran();

    expect((await test.fetch("/runs/r_0/export", PAGE)).status).toBe(404);
  });
});

describe("GET /runs/:run/share", () => {
  it("gives the address of the very look, and the file with the data", async () => {
    const { test, run_id } = await ran();

    const page = await (await test.fetch(`/runs/${run_id}/share?at=7&tab=state&x=1`, PAGE)).text();

    expect(page).toContain(`value="http://127.0.0.1/runs/${run_id}?at=7&amp;tab=state"`);
    expect(page).toContain(`href="/runs/${run_id}.html"`);
    expect(page).toContain("Keys, by their look");
  });
});
