import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { testApp } from "#server/test-app.ts";

const AG_UI = read("../../runtime/replay/import/captures/ag-ui.sse");
const GRAPH = read("../../runtime/replay/import/captures/langgraph-events.jsonl");
const PAGE = { accept: "text/html" };

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), "utf8");
}

type App = Awaited<ReturnType<typeof testApp>>;

function post(test: App, text: string | Uint8Array<ArrayBuffer>, name = "a.sse", format = "") {
  const body = new FormData();
  body.set("file", new File([text], name));
  body.set("format", format);
  return test.fetch("/runs/import", { method: "POST", body, headers: PAGE });
}

/** A page without the marks by which its script takes it over. */
async function pageOf(response: Response): Promise<string> {
  return (await response.text()).replaceAll(/<!--[^>]*-->/g, "");
}

async function runs(test: App): Promise<number> {
  const threads = await test.runtime.services.threads.list();
  return threads.reduce((count, thread) => count + thread.runs.length, 0);
}

describe("POST /runs/import", () => {
  it("leads from the form to the run in the inspector, which says where it comes from", async () => {
    const test = await testApp();

    const response = await post(test, AG_UI, "C:\\captures\\weather.sse");
    const place = response.headers.get("location") ?? "";
    const page = await pageOf(await test.fetch(place, { headers: PAGE }));

    expect(response.status).toBe(303);
    expect(place).toMatch(/^\/runs\/r_\w+$/);
    expect(page).toContain("Imported from AG-UI");
    expect(page).toContain('title="weather.sse"');
    expect(page).not.toContain("Replay check");
  });

  it("shows a run without times as one, in the list, the inspector and the chat", async () => {
    const test = await testApp();
    const place = (await post(test, GRAPH, "graph.jsonl")).headers.get("location") ?? "";
    const session = (await test.runtime.services.threads.list())[0]?.session_id ?? "";

    const [run, list, chat] = await Promise.all(
      [place, "/runs", `/s/${session}`].map(async (path) =>
        pageOf(await test.fetch(path, { headers: PAGE })),
      ),
    );

    expect(run).toContain("times unknown");
    expect(run).toContain("Its times are unknown");
    expect(run?.match(/<dd>unknown/g)?.length).toBeGreaterThanOrEqual(2);
    expect(list).toContain("Imported from LangGraph");
    expect(list).not.toContain("0 ms");
    expect(chat).toContain("It is there to be read");
    expect(chat).not.toContain("<textarea");
  });

  it("takes a file as the body alone from a program, and tells what it became", async () => {
    const test = await testApp();
    const headers = { "content-type": "text/event-stream" };

    const response = await test.fetch("/runs/import?file=weather.sse", {
      method: "POST",
      headers,
      body: AG_UI,
    });

    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ format: "ag-ui", times: "recorded" });
  });

  it.each([
    ["nothing to read", "", "came without a file"],
    ["another format", AG_UI, "is no OTLP/JSON"],
    ["what is no capture", '{"hello": 1}', "is in no known format"],
  ])("answers %s with a page that names the fix, and stores nothing", async (_, text, words) => {
    const test = await testApp();

    const response = await post(test, text, "a.txt", text === AG_UI ? "otlp" : "");
    const page = await pageOf(response);

    expect(response.status).toBe(422);
    expect(page).toContain(words);
    expect(page).toContain('class="fix"');
    expect(await runs(test)).toBe(0);
  });

  it("refuses bytes that are no text, a broken form and an unknown format", async () => {
    const test = await testApp();
    const packed = Uint8Array.from([0x1f, 0x8b, 0x08, 0x00, 0xff, 0xfe]);
    const broken = { "content-type": "multipart/form-data; boundary=x" };

    const answers = await Promise.all([
      post(test, packed),
      test.fetch("/runs/import", { method: "POST", headers: broken, body: "no form" }),
      post(test, AG_UI, "a.sse", "carrier-pigeon"),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([422, 400, 422]);
    expect(await runs(test)).toBe(0);
  });

  it("takes more than other routes do, and not without end", async () => {
    const test = await testApp();
    const part = JSON.stringify({ type: "text-delta", id: "1", delta: "x".repeat(500_000) });
    const large = [...Array.from({ length: 5 }, () => part), '{"type":"finish"}'].join("\n");

    const taken = await post(test, large);
    const refused = await post(test, "x".repeat(33 * 1024 * 1024));

    expect(taken.status).toBe(303);
    expect(refused.status).toBe(413);
  });

  it("is for those with the token, from our own pages", async () => {
    const test = await testApp();
    const foreign = { origin: "https://evil.test", "sec-fetch-site": "cross-site" };
    const init = { method: "POST", body: AG_UI };

    const anonymous = await test.anonymous("/runs/import", init);
    const other = await test.fetch("/runs/import", { ...init, headers: foreign });

    expect([anonymous.status, other.status]).toEqual([401, 403]);
    expect(await runs(test)).toBe(0);
  });
});

describe("POST /control/import_run", () => {
  it("does the same as the form, by the one dispatcher", async () => {
    const test = await testApp();

    const response = await test.post("/control/import_run", { text: AG_UI, file: "weather.sse" });
    const { run_ids } = (await response.json()) as { run_ids: string[] };
    const check = await test.fetch(`/runs/${run_ids[0]}/replay`, { headers: PAGE });

    expect(response.status).toBe(200);
    expect(check.status).toBe(409);
    expect(await check.text()).toContain("another runtime decided");
  });

  it("answers a bad capture with the line and the fix", async () => {
    const test = await testApp();

    const response = await test.post("/control/import_run", { text: '{"type":"start"}\n{' });

    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      code: "invalid_input",
      detail: expect.stringContaining("Line 2"),
      fix: expect.stringContaining("one JSON value a line"),
      line: 2,
    });
  });
});

describe("an imported session", () => {
  it("refuses a message with what to do instead", async () => {
    const test = await testApp();
    await post(test, AG_UI);
    const session = (await test.runtime.services.threads.list())[0]?.session_id ?? "";

    const response = await test.form(`/s/${session}/turns`, { message: "Go on" });

    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({
      code: "read_only",
      fix: "Start a session of your own, and ask there",
    });
  });
});
