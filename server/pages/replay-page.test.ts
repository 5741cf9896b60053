import { render } from "@lit-labs/ssr";
import { collectResult } from "@lit-labs/ssr/lib/render-result.js";
import { describe, expect, it } from "vitest";

import { readRecording } from "#runtime/replay/read-recording.ts";
import { testApp } from "#server/test-app.ts";
import { replayPage } from "#views/inspector/replay-page.ts";

const frame = {
  nonce: "n0nce",
  assets: { scripts: [], styles: [], preloads: [] },
  shell: {
    version: "0",
    theme: "auto" as const,
    now: "2026-11-19T03:00:00.000Z",
    sessions: [],
    approvals: 0,
    path: "/runs/r_1/replay",
  },
};

/** A run that read a file, and its page. */
async function reading() {
  const passes = `
- steps: [{ calls: [{ tool: read, arguments: { path: a.md } }] }]
- steps: [{ text: "It is there." }]
`;
  const test = await testApp({ passes });
  const { run } = await test.runtime.ask("Look");
  const page = async (query: string) => {
    const headers = { accept: "text/html" };
    return (await test.fetch(`/runs/${run.run_id}/replay${query}`, { headers })).text();
  };
  return { test, run, page };
}

describe("the replay check", () => {
  it("is a link of the inspector, and says that a run goes the way it went", async () => {
    const test = await testApp();
    const { run } = await test.runtime.ask("Go");

    const inspector = await (await test.fetch(`/runs/${run.run_id}`)).text();
    const page = await test.fetch(`/runs/${run.run_id}/replay`);

    expect(inspector).toContain(`href="/runs/${run.run_id}/replay"`);
    expect(page.status).toBe(200);
    expect(await page.text()).toMatch(/No divergence[\s\S]*to the end of the run/);
  });

  it("gives a recording that can be replayed elsewhere, also of a later turn", async () => {
    const test = await testApp();
    const { run } = await test.runtime.ask("One");
    const { run: second } = await test.runtime.ask("Two", { session_id: run.session_id });

    const response = await test.fetch(`/runs/${second.run_id}/replay.jsonl`);
    const events = readRecording(await response.text());

    expect(response.headers.get("content-type")).toContain("application/jsonl");
    expect(events[0]?.sequence).toBe(1);
    expect(events.at(-1)?.run_id).toBe(second.run_id);
  });

  it("shows both sides of the first divergence, and where it is", async () => {
    const test = await testApp();
    const { run } = await test.runtime.ask("Go");
    const divergence = {
      sequence: 7,
      reason: "field",
      type: "context.resolved",
      path: "payload.system_prompt",
      recorded: "Be <kind>",
      replayed: "Be rude",
    } as const;
    const outcome = {
      run_id: run.run_id,
      verdict: "diverged",
      events: 6,
      isWhole: true,
      divergence,
    } as const;

    const page = await collectResult(
      render(replayPage({ ...frame, run, question: "Go", outcome })),
    );

    expect(page).toContain(`href="/runs/${run.run_id}?at=7"`);
    expect(page).toContain("payload.system_prompt");
    expect(page).toMatch(/Recorded[\s\S]*Be &lt;kind&gt;[\s\S]*Replayed[\s\S]*Be rude/);
  });

  it("takes a change by a form whose address is the change, and shows what it makes otherwise", async () => {
    const { test, run, page } = await reading();

    const forms = await page("");
    const denied = await page("?change=rule&match=read&verdict=deny");
    const call = run.calls[0]?.tool_call_id ?? "";
    const result = await page(`?change=result&call=${call}&text=Nothing%0D%0Athere`);
    const untouched = await page("?change=rule&match=write&verdict=deny");

    expect(forms).toMatch(new RegExp(`method="get" action="/runs/${run.run_id}/replay"`));
    expect(forms).toContain('name="change" value="question"');
    expect(denied).toContain("With the rule &quot;deny read&quot;");
    expect(denied).toMatch(/<code>permission.evaluated<\/code>[\s\S]*payload.verdict/);
    expect(denied).toMatch(/Recorded[\s\S]*allow[\s\S]*Under the change[\s\S]*deny/);
    expect(denied).toContain(`href="/runs/${run.run_id}/fork?at=`);
    expect(result).toMatch(/With another result of read[\s\S]*As it was[\s\S]*Instead/);
    expect(result).toContain("The model would be asked something else");
    expect(untouched).toContain("Nothing was decided otherwise");
    expect((await test.runtime.thread(run.run_id)).log.head().sequence).toBe(run.last_sequence);
  });

  it("says what does not fit in a change, and where the run has no such part", async () => {
    const { page } = await reading();

    expect(await page("?change=question&text=")).toContain("Write what it is instead");
    expect(await page("?change=clock&at=9999&minutes=5")).toContain("event &quot;9999&quot;");
    expect(await page("?change=weather")).toContain("The change does not fit");
  });

  it("answers for a run that nobody knows as every page does", async () => {
    const test = await testApp();

    expect((await test.fetch("/runs/r_none/replay")).status).toBe(404);
  });
});
