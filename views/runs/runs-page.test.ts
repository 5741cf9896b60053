import { render } from "@lit-labs/ssr";
import { collectResult } from "@lit-labs/ssr/lib/render-result.js";
import { describe, expect, it } from "vitest";

import { EventIndex } from "#views/inspector/event-index.ts";
import { RunStates } from "#views/inspector/run-states.ts";
import { sampleRun } from "#views/inspector/sample-run.ts";
import { summariseRun } from "./run-summary.ts";
import { runsPage, type RunsPage } from "./runs-page.ts";

const index = new EventIndex(sampleRun());
const states = new RunStates(index);

function summaryAt(position: number, title = "Retry policy pays twice") {
  const turn = states.at(position);
  if (turn === undefined) throw new Error("The sample begins with its question");
  return summariseRun(turn, { title });
}

const page: RunsPage = {
  nonce: "n0nce",
  assets: { scripts: [], styles: [], preloads: [] },
  shell: {
    version: "0",
    theme: "auto",
    now: "2026-11-19T02:20:00.000Z",
    sessions: [],
    approvals: 0,
    path: "/runs",
  },
  runs: [summaryAt(index.count - 1)],
  total: 1,
  start: 0,
  count: 1,
  query: {},
  facets: { status: [], model: [{ value: "openai/gpt-5-mini", count: 1 }], agent: [], tool: [] },
  without: [],
  lost: [],
};

async function html(changes: Partial<RunsPage>): Promise<string> {
  const text = await collectResult(render(runsPage({ ...page, ...changes })));
  return text.replaceAll(/<!--.*?-->/gu, "").replaceAll(/\s+/gu, " ");
}

describe("summariseRun()", () => {
  it("tells how a finished run went", () => {
    expect(summaryAt(index.count - 1)).toMatchObject({
      status: "completed",
      duration_ms: 43_462,
      tokens: 11_300,
      tools: 5,
      agent: "atlas",
    });
  });

  it("leaves out what a run does not know yet", () => {
    const summary = summaryAt(0);

    expect(summary.status).toBe("queued");
    expect(summary).not.toHaveProperty("duration_ms");
    expect(summary).not.toHaveProperty("tokens");
    expect(summary.strip).toEqual([]);
  });

  it("draws the lanes in the order in which they spoke, from edge to edge", () => {
    const { strip } = summaryAt(index.count - 1);

    expect(strip.slice(0, 3).map(({ lane }) => lane)).toEqual(["reasoning", "tokens", "tools"]);
    expect(strip[0]?.from).toBe(0);
    expect(strip.at(-1)?.to).toBeCloseTo(1);
    expect(strip.map(({ lane }) => lane)).toContain("approvals");
  });
});

describe("runsPage()", () => {
  it("leads from each run into its inspector", async () => {
    const text = await html({});

    expect(text).toContain('<a href="/runs/r_8f2c">');
    expect(text).toContain("Completed");
    expect(text).toContain("11,300");
  });

  it("names the session of a run, unless that is the question once more", async () => {
    const { question } = summaryAt(0);
    const shown = `<span>${question}</span>`;

    expect(await html({})).toContain("<span>Retry policy pays twice</span>");
    expect(await html({ runs: [summaryAt(0, question)] })).not.toContain(shown);
    expect(await html({ runs: [summaryAt(0, "")] })).not.toContain("<span></span>");
  });

  it("keeps the filter in its form and in the way to older runs", async () => {
    const text = await html({
      query: { q: "retry", status: "failed" },
      count: 7,
      total: 9,
      next: "r_8f2c",
    });

    expect(text).toContain('name="q" value="retry"');
    expect(text).toMatch(/<option value="failed" selected[^>]*>Failed/u);
    expect(text).toContain('href="/runs?q=retry&amp;status=failed&amp;cursor=r_8f2c"');
    expect(text).toContain("1 to 1 of 7, 9 in all");
  });

  it("starts a chat where there are no runs, and drops the filter where none match", async () => {
    expect(await html({ runs: [], total: 0 })).toContain("No runs yet");
    const without = [{ name: "status", value: "failed", count: 4 }] as const;
    const text = await html({ runs: [], count: 0, total: 4, query: { status: "failed" }, without });
    expect(text).toContain("No run matches this filter");
    expect(text).toContain(">Drop Status: Failed<");
  });

  it("names the one filter that empties the list, and keeps the others when it is dropped", async () => {
    const query = { status: "failed", agent: "atlas" };
    const without = [
      { name: "status", value: "failed", count: 3 },
      { name: "agent", value: "atlas", count: 0 },
    ] as const;

    const text = await html({ runs: [], count: 0, total: 4, query, without });

    expect(text).toContain("Status empties the list");
    expect(text).toContain('href="/runs?agent=atlas"');
    expect(text).toContain("3 runs match without it");
    expect(text).not.toContain("Drop Agent");
  });

  it("tells how many runs each value of a facet would leave", async () => {
    const text = await html({ query: { agent: "gone" } });

    expect(text).toContain(">openai/gpt-5-mini (1)</option>");
    expect(text).toMatch(/<option value="gone" selected[^>]*>gone \(0\)/u);
  });
});
