import { describe, expect, it } from "vitest";

import { testApp } from "#server/test-app.ts";

describe("/lab", () => {
  it("lists the scripted runs, and looking at one starts nothing", async () => {
    const app = await testApp();

    expect(await (await app.fetch("/lab")).text()).toContain('href="/lab/test"');
    const text = await (await app.fetch("/lab/test?rate=200&seed=7")).text();

    expect(text).toMatch(/name="rate"[^>]+value="200"/u);
    expect(text).toMatch(/name="seed"[^>]+value="7"/u);
    expect(await app.runtime.services.threads.list()).toEqual([]);
    expect((await app.fetch("/lab/nothing")).status).toBe(404);
  });

  it("plays a run at the rate and with the seed that were asked for, once", async () => {
    const app = await testApp();
    const form = { rate: "500", seed: "7", idempotency_key: "k_1" };

    const first = await app.form("/lab/test", form);
    const second = await app.form("/lab/test", form);

    expect(first.headers.get("location")).toMatch(/^\/s\/s_/u);
    expect(second.headers.get("location")).toBe(first.headers.get("location"));
    const runs = (await app.runtime.services.threads.list()).flatMap((thread) => thread.runs);
    expect(runs).toHaveLength(1);
    const { run } = await app.runtime.ended(runs[0]?.run_id ?? "");
    expect(run).toMatchObject({ status: "completed", model: "scenario/test@rate=500,seed=7" });
  });

  it("says what is out of bounds, and keeps what was written", async () => {
    const app = await testApp();

    const refused = await app.form("/lab/test", { rate: "-3", seed: "" });

    expect(refused.status).toBe(422);
    const text = await refused.text();
    expect(text).toContain("The rate goes from");
    expect(text).toMatch(/name="rate"[^>]+value="-3"/u);
  });
});
