import { describe, expect, it } from "vitest";

import type { ForkedThread } from "#runtime/control/begin-branch.ts";
import { readRecording } from "#runtime/replay/read-recording.ts";
import { recordingOf } from "#runtime/replay/recording.ts";
import { replayRun } from "#runtime/replay/replay-run.ts";
import { systemClock } from "#runtime/system-services.ts";
import { RunStates } from "#views/inspector/run-states.ts";
import { EventIndex } from "#views/inspector/event-index.ts";
import { testApp } from "./test-app.ts";

const READS = `
- steps:
    - text: "First I draw. "
    - bundle: { artifact: chart, title: Chart, html: "<p>drawn</p>" }
    - calls: [{ tool: read, arguments: { path: a.md } }]
- steps: [{ calls: [{ tool: read, arguments: { path: b.md } }] }]
- steps: [{ text: "It is there." }]
`;

/** A run, and a fork of it after its first result, which its session shows. */
async function forked() {
  const test = await testApp({ passes: READS });
  const { run, events } = await test.runtime.ask("Look");
  const sequence = events.find(({ type }) => type === "tool.result")?.sequence ?? 0;
  const response = await test.post("/control/fork_thread", { run_id: run.run_id, sequence });
  const branch = (await response.json()) as ForkedThread;
  const { run: fork } = await test.runtime.ended(branch.run_id ?? "");
  return { test, run, fork, sequence };
}

/** What a live stream says up to some words, after which its reader leaves. */
async function readUntil({ body }: Response, words: string): Promise<string> {
  const decoder = new TextDecoder();
  let said = "";
  for await (const bytes of body ?? []) {
    said += decoder.decode(bytes, { stream: true });
    if (said.includes(words)) break;
  }
  return said;
}

describe("a session with branches", () => {
  it("shows the one that was chosen last, and each list has the session once and each run once", async () => {
    const { test, run, fork } = await forked();
    const path = `/s/${run.session_id}`;

    const shown = await (await test.fetch(path)).text();
    await test.post("/control/select_branch", {
      session_id: run.session_id,
      thread_id: run.thread_id,
    });
    const chosen = await (await test.fetch(path)).text();
    const runs = await (await test.fetch("/runs")).text();

    expect(shown).toContain(`id="${fork.turn_id}"`);
    expect(shown).not.toContain(`id="${run.turn_id}"`);
    expect(chosen).toContain(`id="${run.turn_id}"`);
    expect(chosen.match(new RegExp(`href="${path}"`, "g"))).toHaveLength(1);
    for (const { run_id } of [run, fork]) {
      expect(runs.match(new RegExp(`href="/runs/${run_id}"`, "g"))).toHaveLength(1);
    }
  });

  it("gives the fragment of a turn that another branch shows", async () => {
    const { test, run } = await forked();
    const path = `/s/${run.session_id}/turns/${run.turn_id}`;

    const fragment = await test.fetch(path, { headers: { "hx-request": "true" } });

    expect(await fragment.text()).toContain(`id="${run.turn_id}"`);
  });

  it("streams all that a branch goes on from, and a run's lanes only what the run did", async () => {
    const { test, run, fork } = await forked();
    const headers = { accept: "application/jsonl" };

    const stream = await test.fetch(`/threads/${fork.thread_id}/stream?after=0.0`, { headers });
    const told = await readUntil(stream, "It is there.");
    const lanes = await (await test.fetch(`/runs/${fork.run_id}/lanes`, { headers })).text();

    expect(told).toContain("First I draw. ");
    expect(told).toContain("It is there.");
    expect(lanes).not.toContain("First I draw. ");
    expect(lanes).toContain("It is there.");
    expect(lanes).not.toContain(run.run_id);
  });

  it("keeps the stream of a run whose branch it does not show any more", async () => {
    const { test, run } = await forked();
    const query = `session_id=${run.session_id}&run_id=${run.run_id}`;

    const stream = await test.fetch(`/api/chat/stream?${query}`);
    const elsewhere = await test.fetch(`/api/chat/stream?session_id=s_none&run_id=${run.run_id}`);

    expect(await stream.text()).toContain('"done":true');
    expect(elsewhere.status).toBe(404);
  });
});

describe("a forked run", () => {
  it("is told by what it took over and what it did, so that the inspector shows its state", async () => {
    const { test, run, fork, sequence } = await forked();

    const entries = readRecording(await (await test.fetch(`/runs/${fork.run_id}.jsonl`)).text());
    const index = new EventIndex(entries.map((event) => ({ event, json: JSON.stringify(event) })));
    const states = new RunStates(index);
    const page = await test.fetch(`/runs/${fork.run_id}`);

    expect(states.at(index.count - 1)?.run).toEqual(fork);
    expect(states.at(index.positionOf(sequence))?.run.run_id).toBe(run.run_id);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain(`thread="${fork.thread_id}"`);
    const event = await test.fetch(`/runs/${fork.run_id}/${sequence}.json`);
    expect(await event.json()).toMatchObject({ sequence, run_id: run.run_id });
  });

  it("shows the bundles that it took over", async () => {
    const { test, fork } = await forked();
    const artifact = fork.artifacts[0]?.artifact_id ?? "";

    const bundle = await test.fetch(`/bundle/${fork.run_id}/${artifact}?version=1`);

    expect(await bundle.text()).toContain("<p>drawn</p>");
  });

  it("can be replayed here and elsewhere, alone and within its thread", async () => {
    const { test, fork } = await forked();
    const { run_id } = fork;

    const page = await (await test.fetch(`/runs/${run_id}/replay`)).text();
    const files = await Promise.all(
      [`/runs/${run_id}.jsonl`, `/runs/${run_id}/replay.jsonl`].map((path) => test.fetch(path)),
    );

    expect(page).toMatch(/No divergence[\s\S]*to the end of the run/);
    for (const file of files) {
      const events = readRecording(await file.text());
      const replayed = await replayRun(recordingOf(events, run_id), { clock: systemClock });
      expect(replayed).toMatchObject({ verdict: "same", isWhole: true });
      expect(replayed.events).toBeGreaterThan(20);
    }
  });
});
