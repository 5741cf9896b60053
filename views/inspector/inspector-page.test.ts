import { render } from "@lit-labs/ssr";
import { collectResult } from "@lit-labs/ssr/lib/render-result.js";
import { describe, expect, it } from "vitest";

import type { PageFrame } from "#views/playground-page.ts";
import { EventIndex } from "./event-index.ts";
import { inspectorPage } from "./inspector-page.ts";
import { RunStates } from "./run-states.ts";
import { sampleRun } from "./sample-run.ts";
import { sourcePage } from "./source-page.ts";
import { stagePage } from "./stage-page.ts";

const entries = sampleRun();
const frame: PageFrame = {
  nonce: "n0nce",
  assets: { scripts: [], styles: [], preloads: [] },
  shell: {
    version: "0",
    theme: "auto",
    now: "2026-11-19T03:00:00.000Z",
    sessions: [],
    approvals: 0,
    path: "/runs/r_8f2c",
  },
};

async function pageAt(query: Record<string, string>, given = entries): Promise<string> {
  const page = { ...frame, run_id: "r_8f2c", title: "Retry", epoch: 1, entries: given, query };
  const text = await collectResult(render(inspectorPage(page)));
  return text.replaceAll(/<!--.*?-->|<\?>/gu, "");
}

describe("inspectorPage()", () => {
  it("leads from event to event by links", async () => {
    const page = await pageAt({ at: "95" });

    expect(page).toMatch(/data-step="previous"\s+href="\/runs\/r_8f2c\?at=94"/u);
    expect(page).toMatch(/data-step="next"\s+href="\/runs\/r_8f2c\?at=96"/u);
    expect(page).toContain('href="/runs/r_8f2c?at=206"');
  });

  it("stands at the newest event unless the address says otherwise", async () => {
    expect(await pageAt({})).toMatch(/name="at"\s+value="206"/u);
    expect(await pageAt({ at: "33.941s" })).toMatch(/name="at"\s+value="95"/u);
  });

  it("says that it does not find what was asked for", async () => {
    const page = await pageAt({ at: "call_99" });

    expect(page).toMatch(/value="call_99"/u);
    expect(page).toContain("not found");
  });

  it("keeps the look in every link", async () => {
    const page = await pageAt({ at: "95", q: "lane:tools", idle: "show" });

    expect(page).toContain('href="/runs/r_8f2c?at=96&amp;q=lane%3Atools&amp;idle=show"');
  });

  it("tells a change by the ends of a long id", async () => {
    const json = JSON.stringify(entries).replaceAll("call_3", "call_1k0tdftjrdjc6m0mw1xtz");
    const page = await pageAt({ at: "95", tab: "event" }, JSON.parse(json));

    expect(page).toContain('<dt title="call_1k0tdftjrdjc6m0mw1xtz.status">call_…w1xtz.status</dt>');
  });

  it("leads from a request to a model to what crossed the wire, and from no other event", async () => {
    const [request] = entries.filter(({ event }) => event.type === "model.requested");
    const at = String(request?.event.sequence);

    expect(await pageAt({ at, tab: "wire" })).toContain('href="/runs/r_8f2c/wire/st_1"');
    expect(await pageAt({ at: "1", tab: "wire" })).not.toContain("/wire/");
  });

  it("says which model answers, and that a cost which nobody knows is unknown", async () => {
    const page = await pageAt({});

    expect(page).toMatch(/<dt>cost<\/dt>\s*<dd>unknown<\/dd>/u);
    expect(page).toMatch(/<dt>answered<\/dt>\s*<dd[^>]*>openai\/gpt-5-mini<\/dd>/u);
  });

  it("shows the current row with what the event changed, its JSON, and the stage then", async () => {
    const page = await pageAt({ at: "95" });

    expect(page).toMatch(/aria-current="true"[^>]*>\s*<span class="seq">95<\/span>/u);
    expect(page).toContain("call_3.status</dt>");
    expect(page).toContain('<b>"reason"</b>: <q>&quot;timed_out&quot;</q>');
    expect(page).toContain("No result within 30 s");
    expect(page).not.toContain("The suite timed out. I run it again, on its own.</p>");
  });

  it("stages the moment before the event as well", async () => {
    const page = await pageAt({ at: "95", side: "before" });
    const stage = page.slice(page.indexOf("stage-screen"), page.indexOf("event-pane"));

    expect(stage).toContain("37 of 52");
    expect(stage).not.toContain("No result within 30 s");
  });

  it("carries no inline style, which the content security policy would drop", async () => {
    expect(await pageAt({ at: "95", tab: "state" })).not.toMatch(/\sstyle=/u);
  });

  it("offers to go on live while the run is not over", async () => {
    expect(await pageAt({}, entries.slice(0, 100))).toMatch(/class="button live"/u);
    expect(await pageAt({})).not.toMatch(/class="button live"/u);
  });

  it("offers to drop the term that empties the list", async () => {
    const page = await pageAt({ q: "lane:tools zebra" });

    expect(page).toContain("No event matches.");
    expect(page).toMatch(/Drop\s+<code>zebra<\/code>/u);
  });

  it("shows the frames of the wire with the epoch of the log", async () => {
    expect(await pageAt({ at: "31", tab: "wire" })).toContain("id:1.31\nevent:tokens");
  });

  it("draws a run of which nothing but the question is known", async () => {
    const page = await pageAt({}, entries.slice(0, 1));

    expect(page).toMatch(/name="at"\s+value="1"/u);
    expect(page).toContain("The nightly run paid");
  });
});

describe("stagePage()", () => {
  it("is the whole stage of one moment, with the way back", async () => {
    const text = await collectResult(
      render(
        stagePage({ ...frame, theme: "auto", run_id: "r_8f2c", entries, query: { at: "51" } }),
      ),
    );

    expect(text).toContain('href="/runs/r_8f2c?at=51"');
    expect(text).toContain("maxAttempts");
    expect(text).not.toContain("tests.run");
  });
});

describe("sourcePage()", () => {
  it("marks the cited lines in the output that the tool gave then", async () => {
    const index = new EventIndex(entries);
    const run = new RunStates(index).at(index.count - 1)?.run;
    const citation = run?.citations[0];
    if (run === undefined || citation === undefined) throw new Error("The sample cites nothing");

    const text = await collectResult(render(sourcePage({ ...frame, run, citation })));

    expect(text).toMatch(/<mark>\s*return retryStep\(step, attempt \+ 1\)<\/mark>/u);
    expect(text).toContain('href="/runs/r_8f2c?at=77"');
    expect(text).toContain('href="/runs/r_8f2c?at=50"');
  });
});
