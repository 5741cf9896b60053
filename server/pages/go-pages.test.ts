import { describe, expect, it } from "vitest";

import { testApp } from "#server/test-app.ts";

const FRAGMENT = { headers: { "hx-request": "true" } };

describe("/go", () => {
  it("finds sessions, runs, tools, agents and pages by their words", async () => {
    const app = await testApp();
    const { run } = await app.runtime.ask("How do lanes work?");

    const found = async (query: string) => (await app.fetch(`/go?q=${query}`)).text();

    expect(await found("lanes+WORK")).toContain(`href="/s/${run.session_id}"`);
    expect(await found("lanes")).toContain(`href="/runs/${run.run_id}"`);
    expect(await found("writ")).toContain('href="/tools/native/write"');
    expect(await found("guide")).toContain('href="/agents/guide"');
    expect(await found("approv")).toContain('href="/approvals"');
    expect(await found("no-such-thing")).toContain("Nothing is called");
  });

  it("goes straight to a run and to an event that an id names", async () => {
    const app = await testApp();
    const { run } = await app.runtime.ask("Hello");
    const at = run.first_sequence + 2;
    const target = async (query: string) =>
      (await app.fetch(`/go?q=${encodeURIComponent(query)}`)).headers.get("location");

    expect(await target(run.run_id)).toBe(`/runs/${run.run_id}`);
    expect(await target(`r_${run.run_id.slice(-8)}`)).toBe(`/runs/${run.run_id}`);
    expect(await target(`${run.run_id}/${at}`)).toBe(`/runs/${run.run_id}/${at}`);
    expect(await target(String(at))).toBe(`/runs/${run.run_id}/${at}`);
    expect(await target("999999")).toBeNull();
  });

  it("takes a bare number for an event of the run at hand", async () => {
    const app = await testApp();
    const first = (await app.runtime.ask("Hello")).run;
    await app.runtime.ask("Hello again");

    const answer = await app.fetch(`/go?q=${first.first_sequence}&run=${first.run_id}`);

    expect(answer.headers.get("location")).toBe(`/runs/${first.run_id}/${first.first_sequence}`);
  });

  it("gives the script a dialog, and then its options", async () => {
    const app = await testApp();

    const dialog = await (await app.fetch("/go", FRAGMENT)).text();
    const options = await (await app.fetch("/go?q=tools", FRAGMENT)).text();

    expect(dialog).toContain('role="combobox"');
    expect(dialog).toContain('data-href="/runs"');
    expect(options).toContain('data-href="/tools"');
    expect(options).not.toContain("<dialog");
  });
});
