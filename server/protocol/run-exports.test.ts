import { describe, expect, it } from "vitest";

import { testApp } from "#server/test-app.ts";

const PASSES = `
- steps:
    - text: "The key sk-abcdefghijklmnop1234 is in /home/nora/.env"
    - calls: [{ tool: read, arguments: { path: a.md, headers: { Authorization: "Bearer abc123def456" } } }]
- steps: [{ text: "It said abc123def456." }]
`;
const SECRETS = /sk-abcdef|abc123def456/;

async function ran(passes = PASSES) {
  const test = await testApp({ passes });
  const { run } = await test.runtime.ask("Where is the key?");
  return { test, run_id: run.run_id };
}

describe("GET /runs/:run.<extension>", () => {
  it.each([
    ["jsonl", "application/jsonl"],
    ["otlp.json", "application/json"],
    ["otlp.json?content", "application/json"],
    ["trace.json", "application/json"],
    ["md", "text/markdown"],
  ])("gives %s to save, without secrets (S28)", async (extension, type) => {
    const { test, run_id } = await ran();

    const response = await test.fetch(`/runs/${run_id}.${extension}`);
    const text = await response.text();
    const name = `${run_id}.${extension.replace("?content", "")}`;

    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe(`${type}; charset=utf-8`);
    expect(response.headers.get("content-disposition")).toBe(`attachment; filename="${name}"`);
    expect(response.headers.get("content-security-policy")).toContain("sandbox");
    expect(text).toContain(run_id);
    expect(text).not.toMatch(SECRETS);
  });

  it("tells what would be struck out, and where, in place of the file", async () => {
    const { test, run_id } = await ran();

    const preview = await (await test.fetch(`/runs/${run_id}.md?preview&homes`)).json();

    expect(preview).toMatchObject({
      run_id,
      format: "markdown",
      redactions: [{ kind: "key" }, { kind: "header" }, { kind: "home" }],
    });
    expect(preview).not.toHaveProperty("text");
  });

  it("strikes home folders where one asks for it", async () => {
    const { test, run_id } = await ran();

    const [as, without] = await Promise.all(
      ["", "?homes"].map(async (query) => (await test.fetch(`/runs/${run_id}.md${query}`)).text()),
    );

    expect(as).toContain("/home/nora/.env");
    expect(without).toContain("**********/.env");
  });

  it("keeps the texts out of spans unless one asks for them", async () => {
    const { test, run_id } = await ran("- steps: [{ text: Hello there }]");

    const [without, with_] = await Promise.all(
      ["", "?content"].map(async (query) =>
        (await test.fetch(`/runs/${run_id}.otlp.json${query}`)).text(),
      ),
    );

    expect(without).not.toContain("Hello there");
    expect(with_).toContain("Hello there");
  });

  it("gives the lines of the log as they are with ?raw, for the inspector", async () => {
    const { test, run_id } = await ran();
    const { log } = await test.runtime.thread(run_id);
    const entries = await log.read(0);

    const text = await (await test.fetch(`/runs/${run_id}.jsonl?raw`)).text();

    const own = entries.filter(({ event }) => event.run_id === run_id);
    expect(text).toBe(own.map(({ json }) => `${json}\n`).join(""));
  });

  it("answers 404 for a run that is not there, and 503 where no viewer was built", async () => {
    const { test, run_id } = await ran();

    const unknown = await test.fetch("/runs/r_0.md");
    const page = await test.fetch(`/runs/${run_id}.html`);

    expect(unknown.status).toBe(404);
    expect(page.status).toBe(503);
    expect(await page.json()).toMatchObject({ code: "unavailable" });
  });

  it("is for those with the token only", async () => {
    const { test, run_id } = await ran();

    expect((await test.anonymous(`/runs/${run_id}.md`)).status).toBe(401);
  });
});
