import { describe, expect, it } from "vitest";

import type { WireStore } from "#runtime/model/cassette/wire-store.ts";
import { testApp } from "#server/test-app.ts";

/** A store that has these bytes for every step. */
function wireOf(text: string): WireStore {
  return {
    tap: () => {
      throw new Error("Nothing is recorded here");
    },
    read: async () => new TextEncoder().encode(text),
    close: async () => {},
  };
}

const HEAD = { cassette: 1, request: { method: "POST", path: "/v1/responses", headers: {} } };
const CASSETTE = [
  { ...HEAD, response: { status: 200, headers: {}, ms: 1 } },
  { ms: 2, text: "what the provider sent" },
  { end: "whole", ms: 3 },
]
  .map((line) => `${JSON.stringify(line)}\n`)
  .join("");

async function fixtureOf(wire?: WireStore) {
  const test = await testApp(wire === undefined ? {} : { wire });
  const { run } = await test.runtime.ask("Say hello");
  return { test, run, response: await test.fetch(`/runs/${run.run_id}/fixture.ts`) };
}

describe("GET /runs/:run/fixture.ts", () => {
  it("gives a spec as a file, and is among the exports", async () => {
    const { test, run, response } = await fixtureOf();

    const exports = await (await test.fetch(`/runs/${run.run_id}/export`)).text();
    const spec = await response.text();

    expect(exports).toContain(`href="/runs/${run.run_id}/fixture.ts"`);
    expect(response.headers.get("content-disposition")).toBe(
      `attachment; filename="${run.run_id}.e2e.ts"`,
    );
    expect(spec).toContain('await run.send("Say hello");');
    expect(spec).toContain('"Hello"');
  });

  it("gives what the provider sent, where that was kept", async () => {
    const { response } = await fixtureOf(wireOf(CASSETTE));

    const spec = await response.text();

    expect(spec).toContain('"protocol": "responses"');
    expect(spec).toContain("what the provider sent");
  });

  it("does without a recording that is damaged", async () => {
    const { response } = await fixtureOf(wireOf("no cassette\n"));

    expect(response.status).toBe(200);
    expect(await response.text()).toContain('"deltas"');
  });

  it("says why a run makes no test", async () => {
    const passes =
      "[{ steps: [{ calls: [{ tool: write, arguments: { path: a } }] }] }, { steps: [{ text: Ok }] }]";
    const test = await testApp({ passes });
    const { run_id } = await test.runtime.submit("Go");
    await test.runtime.reaches(run_id, ({ status }) => status === "waiting_permission");

    const waiting = await test.fetch(`/runs/${run_id}/fixture.ts`);
    const unknown = await test.fetch("/runs/r_0/fixture.ts");

    expect([waiting.status, unknown.status]).toEqual([409, 404]);
    expect(await waiting.json()).toMatchObject({ code: "no_test", detail: "The run is not over" });
  });
});
