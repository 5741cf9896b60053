import { describe, expect, it } from "vitest";

import { respondAction } from "#runtime/control/respond-action.ts";
import { perform } from "#runtime/control/dispatch.ts";
import { testApp } from "#server/test-app.ts";

const WRITES = `
- steps:
    - reasoning: Somebody has to decide.
    - calls: [{ tool: write, arguments: { path: a.md } }]
- steps:
    - { text: "The file a.md is written.", when: tools_succeeded }
    - { text: "The file a.md is not written.", when: tools_failed }
`;

type TestApp = Awaited<ReturnType<typeof testApp>>;

async function decided({ runtime }: TestApp, decision: "allow_once" | "deny"): Promise<string> {
  const { run_id } = await runtime.submit("Write a.md");
  const { approvals } = await runtime.reaches(run_id, (run) => run.approvals.length > 0);
  await perform(respondAction, { action_id: approvals[0]?.action_id, decision }, runtime.services);
  await runtime.ended(run_id);
  return run_id;
}

async function twoRuns() {
  const test = await testApp({ passes: WRITES });
  const a = await decided(test, "allow_once");
  const b = await decided(test, "deny");
  return { test, a, b };
}

async function read(test: TestApp, path: string): Promise<string> {
  const response = await test.fetch(path, { headers: { accept: "text/html" } });
  const text = await response.text();
  return text.replaceAll(/<!--.*?-->/gu, "").replaceAll(/\s+/gu, " ");
}

describe("the comparison of two runs", () => {
  it("names the first difference, and leads from one to the next without script", async () => {
    const { test, a, b } = await twoRuns();

    const page = await read(test, `/compare?a=${a}&b=${b}`);

    expect(page).toMatch(
      /First difference, event \d+: write is answered with allow once in A, deny in B/u,
    );
    expect(page).toMatch(/<mark>Allow once<\/mark> by person/u);
    expect(page).toMatch(/\d+ events are the same/u);
    const next = /data-step="next" href="([^"]+)"/u.exec(page)?.[1] ?? "";
    expect(next).toBe(`/compare?a=${a}&amp;b=${b}&amp;d=1#d-1`);
    expect(await read(test, next.replaceAll("&amp;", "&"))).toContain("Difference 1 of");
  });

  it("shows of the difference that is looked at what each event says, member by member", async () => {
    const { test, a, b } = await twoRuns();

    const page = await read(test, `/compare?a=${a}&b=${b}&d=1`);

    expect(page).toMatch(/<dt>decision<\/dt>.*?<mark>allow_once<\/mark>.*?<mark>deny<\/mark>/u);
    expect(page.match(/class="diff-row"[^>]*aria-current/gu)).toHaveLength(1);
    expect(page.match(/class="diff-row"[^>]*data-current/gu)).toHaveLength(2);
  });

  it("opens a fold in place", async () => {
    const { test, a, b } = await twoRuns();
    const page = await read(test, `/compare?a=${a}&b=${b}`);

    const fold = /class="diff-fold" data-op="same" href="([^"]+)"/u.exec(page)?.[1] ?? "";
    const opened = await read(test, fold.replaceAll("&amp;", "&"));

    expect(page).not.toContain("context.resolved");
    expect(opened).toContain("context.resolved");
  });

  it("has tabs for the answers, the prompts and the states", async () => {
    const { test, a, b } = await twoRuns();
    const address = `/compare?a=${a}&b=${b}`;

    expect(await read(test, `${address}&tab=answer`)).toContain("is <mark>not</mark> written");
    expect(await read(test, `${address}&tab=prompt`)).toMatch(
      /System prompt.*Messages.*Assistant/u,
    );
    expect(await read(test, `${address}&tab=state`)).toMatch(
      /calls\[0\]\.status.*<mark>done<\/mark>.*<mark>denied<\/mark>/u,
    );
  });

  it("says of two runs that do the same that they do", async () => {
    const test = await testApp();
    const { run: a } = await test.runtime.ask("Go");
    const { run: b } = await test.runtime.ask("Go");

    const page = await read(test, `/compare?a=${a.run_id}&b=${b.run_id}`);

    expect(page).toContain("No difference: both runs do the same");
    expect(page).not.toContain('data-step="next" href');
  });

  it("is data under the same names", async () => {
    const { test, a, b } = await twoRuns();

    const response = await test.fetch(`/compare.json?a=${a}&b=${b}@9999`);
    const json: unknown = await (await test.fetch(`/compare.json?a=${a}&b=${b}&by=seq`)).json();

    expect(response.status).toBe(404);
    expect(json).toMatchObject({ by: "seq", a: { run_id: a }, b: { run_id: b } });
    expect((await test.fetch(`/compare.json?a=${a}`)).status).toBe(422);
    expect((await test.fetch(`/compare.json?a=${a}&b=@`)).status).toBe(400);
  });
});

describe("the choice of two runs", () => {
  it("is reached from the inspector, and offers runs with the same question first", async () => {
    const { test, a, b } = await twoRuns();

    const inspector = await read(test, `/runs/${a}`);
    const page = await read(test, `/compare?a=${a}`);

    expect(inspector).toContain(`href="/compare?a=${a}"`);
    expect(page).toContain("The same question");
    expect(page).toContain(`href="/compare?a=${a}&amp;b=${b}"`);
  });

  it("keeps the side that is chosen", async () => {
    const { test, a, b } = await twoRuns();

    expect(await read(test, `/compare?b=${a}`)).toContain(`href="/compare?a=${b}&amp;b=${a}"`);
    expect(await read(test, "/compare")).toContain(`href="/compare?a=${b}"`);
  });

  it("takes the two runs that are marked in the list, the older one as A", async () => {
    const { test, a, b } = await twoRuns();
    const list = await read(test, "/runs");

    const marked = [...list.matchAll(/name="run" value="(\w+)" form="marked-runs"/gu)];
    const response = await test.fetch(`/compare?run=${marked[0]?.[1]}&run=${marked[1]?.[1]}`);

    expect(list).toContain('id="marked-runs" action="/compare"');
    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toBe(`/compare?a=${a}&b=${b}`);
    expect((await test.fetch(`/compare?run=${a}`)).headers.get("location")).toBe(`/compare?a=${a}`);
    expect((await test.fetch(`/compare?run=${a}&run=${b}&run=${a}`)).status).toBe(400);
  });

  it("says in words what is no run, and which run or event there is not", async () => {
    const { test, a } = await twoRuns();
    const page = async (query: string) => {
      const response = await test.fetch(`/compare?${query}`, { headers: { accept: "text/html" } });
      return [response.status, await response.text()] as const;
    };

    expect(await page(`a=r_none&b=${a}`)).toEqual([
      404,
      expect.stringContaining("There is no run &quot;r_none&quot;"),
    ]);
    expect(await page(`a=${a}@9999&b=${a}`)).toEqual([
      404,
      expect.stringContaining("has no event 9999"),
    ]);
    expect(await page(`a=${a}@soon&b=${a}`)).toEqual([
      400,
      expect.stringContaining("That names no run"),
    ]);
  });
});
