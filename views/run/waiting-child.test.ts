import { describe, expect, test } from "vitest";

import type { RunState } from "#runtime/state/thread-state.ts";
import type { Write } from "#views/inspector/script-run.ts";
import { rendered } from "#views/rendered.ts";
import { runView } from "./run-view.ts";
import { scriptedRun } from "./scripted-run.ts";

describe("a call whose agent waits for a person", () => {
  const started = (write: Write) => {
    const call = { name: "agent__scribe", arguments: { objective: "Write" }, attempt: 1 };
    const tool = { ...call, effect: "idempotent", idempotency_key: "k" } as const;
    const child = { agent: "scribe", objective: "Write", child_thread_id: "th_2", depth: 1 };
    const ids = { tool_call_id: "call_1", subagent_id: "sub_1" };
    write(1, { type: "tool.started", tool_call_id: "call_1", payload: tool });
    const spawned = { ...child, child_run_id: "r_2", parent_tool_call_id: "call_1" };
    write(1, { type: "subagent.spawned", ...ids, payload: spawned });
    return ids;
  };
  const payload = { status: "waiting_permission", title: "Waits for a person's answer: write" };

  test("says so, with a way to the question", async () => {
    const run = scriptedRun((write) => {
      write(1, { type: "subagent.status", ...started(write), payload });
    });

    const html = await show(run);

    expect(html).toContain("its agent waits");
    expect(html).toMatch(
      /<b>scribe<\/b> <span[^>]*>Waits for a person&#39;s answer: write<\/span>/,
    );
    expect(html).toMatch(/<a href="\/approvals">Answer it<\/a>/);
    expect(await show(run, "replay")).not.toContain("Answer it");
  });

  test("says nothing of it once the agent goes on, or has ended", async () => {
    const goesOn = scriptedRun((write) => {
      const ids = started(write);
      write(1, { type: "subagent.status", ...ids, payload });
      write(1, { type: "subagent.status", ...ids, payload: { status: "running", title: "Busy" } });
    });
    const ended = scriptedRun((write) => {
      const ids = started(write);
      write(1, { type: "subagent.status", ...ids, payload });
      write(1, { type: "subagent.completed", ...ids, payload: { result: "Done" } });
    });

    for (const run of [goesOn, ended]) expect(await show(run)).not.toMatch(/waits|Answer it/i);
  });
});

function show(run: RunState, mode: "live" | "replay" = "live"): Promise<string> {
  return rendered(runView(run, { mode }));
}
