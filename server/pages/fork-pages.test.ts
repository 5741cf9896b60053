import { describe, expect, it } from "vitest";

import { testApp } from "#server/test-app.ts";

const READS = `
- steps: [{ calls: [{ tool: read, arguments: { path: a.md } }] }]
- steps: [{ text: "It is there." }]
- steps: [{ text: "It is elsewhere." }]
`;

/** A run that read a file, and the event of that result. */
async function read() {
  const app = await testApp({ passes: READS });
  const { run, events } = await app.runtime.ask("Look");
  const at = events.find(({ type }) => type === "tool.result")?.sequence ?? 0;
  return { app, run, at };
}

describe("GET /runs/:run/fork", () => {
  it("tells what is reused and what runs again, and offers what may be changed as a plain form", async () => {
    const { app, run, at } = await read();

    const inspector = await (await app.fetch(`/runs/${run.run_id}?at=${at}`)).text();
    const html = await (await app.fetch(`/runs/${run.run_id}/fork?at=${at}`)).text();

    expect(inspector).toContain(`href="/runs/${run.run_id}/fork?at=${at}"`);
    expect(html).toMatch(/with 1 answer of the\s+model and 1 result of tools/);
    expect(html).toMatch(new RegExp(`method="post" action="/runs/${run.run_id}/fork"`));
    expect(html).toContain(`value="${run.calls[0]?.tool_call_id}"`);
  });

  it("gives the same form as a dialog to a script that asks for a fragment", async () => {
    const { app, run, at } = await read();

    const headers = { "hx-request": "true" };
    const html = await (await app.fetch(`/runs/${run.run_id}/fork?at=${at}`, { headers })).text();

    expect(html).not.toContain("<html");
    expect(html).toContain("<dialog");
    expect(html).toMatch(new RegExp(`method="post" action="/runs/${run.run_id}/fork"`));
    expect(html).toContain(`href="/runs/${run.run_id}/fork?at=${at}"`);
  });

  it("refuses a place that is none of the run's", async () => {
    const { app, run } = await read();

    expect((await app.fetch(`/runs/${run.run_id}/fork?at=9999`)).status).toBe(422);
  });
});

describe("POST /runs/:run/fork", () => {
  it("begins one run with the changed result, whose inspector names where it comes from", async () => {
    const { app, run, at } = await read();
    const fields = {
      at: String(at),
      message: "Look",
      tool_call_id: run.calls[0]?.tool_call_id ?? "",
      tool_result: "Nothing is there",
      effects: "block",
      idempotency_key: "key",
    };

    const sent = await app.form(`/runs/${run.run_id}/fork`, fields);
    const again = await app.form(`/runs/${run.run_id}/fork`, fields);
    const place = sent.headers.get("location") ?? "";
    const { run: fork } = await app.runtime.ended(place.replace("/runs/", ""));
    const html = await (await app.fetch(place)).text();

    expect(sent.status).toBe(303);
    expect(again.headers.get("location")).toBe(place);
    expect(fork.calls[0]?.output?.content).toBe("Nothing is there");
    expect(fork.forked_from?.effects).toBe("block");
    expect(html).toContain("Forked from");
    expect(html).toContain(`href="/runs/${run.run_id}?at=${at}"`);
  });
});

describe("GET /runs/:run/origin.svg", () => {
  it("draws behind a fork's lanes what its origin did, and the two are compared by a link", async () => {
    const { app, run, at } = await read();
    const sent = await app.form(`/runs/${run.run_id}/fork`, { at: String(at), effects: "block" });
    const place = sent.headers.get("location") ?? "";
    const fork = place.replace("/runs/", "");
    await app.runtime.ended(fork);

    const html = await (await app.fetch(place)).text();
    const image = await app.fetch(`${place}/origin.svg`);

    expect(html).toContain(`href="${place}/origin.svg"`);
    expect(html).toContain(`href="/compare?a=${run.run_id}&amp;b=${fork}"`);
    expect(image.headers.get("content-type")).toBe("image/svg+xml");
    expect(await image.text()).toMatch(/^<svg[\s\S]*d="M\d/);
  });

  it("is left out where an imported fork's origin is not here", async () => {
    const { app, run, at } = await read();
    const sent = await app.form(`/runs/${run.run_id}/fork`, { at: String(at) });
    const fork = (sent.headers.get("location") ?? "").replace("/runs/", "");
    await app.runtime.ended(fork);
    const text = await (await app.fetch(`/runs/${fork}/replay.jsonl`)).text();
    const other = await testApp();

    const imported = await other.post("/control/import_run", { text });
    const { run_ids } = (await imported.json()) as { run_ids: readonly string[] };
    const html = await (await other.fetch(`/runs/${run_ids[0]}`)).text();

    expect(run_ids).toEqual([fork]);
    expect(html).toContain("Forked from");
    expect(html).not.toContain("origin.svg");
    expect(html).not.toContain(`href="/runs/${run.run_id}`);
  });

  it("is none of a run that comes from no other", async () => {
    const { app, run } = await read();

    expect((await app.fetch(`/runs/${run.run_id}/origin.svg`)).status).toBe(404);
    expect(await (await app.fetch(`/runs/${run.run_id}`)).text()).not.toContain("origin.svg");
  });
});
