import { expect, test } from "vitest";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { emptyThread, fold } from "#runtime/state/fold.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { scriptRun, type Write } from "#views/inspector/script-run.ts";
import { rendered } from "#views/rendered.ts";
import { runView } from "./run-view.ts";

const CANCEL = { reason: "Stopped by you", requested_by: "person" } as const;

test("a running call can be stopped alone, by a form that works without script", async () => {
  const html = await show(running(() => {}));

  expect(html).toMatch(/<form[^>]+method="post"[^>]+action="\/runs\/r_8f2c\/interrupt"/);
  expect(html).toContain('name="tool_call_id" value="call_1"');
  expect(html).toContain("Stop fs.read");
});

test("a call that was asked to stop says so and is not asked again", async () => {
  const html = await show(
    running((write) => {
      write(5, { type: "task.cancel_requested", tool_call_id: "call_1", payload: CANCEL });
    }),
  );

  expect(html).toContain("stopping");
  expect(html.match(/name="tool_call_id"/g)).toHaveLength(1);
  expect(html).not.toContain("Stopping:");
});

test("a replay offers no stop", async () => {
  expect(
    await show(
      running(() => {}),
      "replay",
    ),
  ).not.toContain("<form");
});

test("a run that is stopping says whom it asked and how long it may take", async () => {
  const tools = await show(running((write) => write(5, stop)));
  const model = await show(
    started((write) => {
      write(1, { type: "model.requested", step_id: "st_1", payload: REQUESTED });
      write(5, stop);
    }),
  );

  expect(tools).toContain("Stopping: asked 2 tools");
  expect(tools).not.toContain("tool_call_id");
  expect(model).toContain("Stopping: asked the model");
  expect(model).toMatch(/<uar-elapsed[^>]+since="2026-11-19T02:14:00.007Z"[\s\S]* of 5 s/);
});

test("a run that is stopping can be ended at once, by a form, and only once", async () => {
  const stopping = await show(running((write) => write(5, stop)));
  const forced = await show(
    running((write) => {
      write(5, stop);
      write(9, { ...stop, payload: { ...CANCEL, forced: true } });
    }),
  );

  expect(stopping).toMatch(/action="\/runs\/r_8f2c\/interrupt"[\s\S]*name="force" value="yes"/);
  expect(stopping).toContain("Force stop");
  expect(forced).not.toContain("<form");
});

test("a run whose call did not end says that its outcome is unknown", async () => {
  const html = await show(
    running((write) => {
      const error = { code: "unresolved", message: "It did not end" };
      const ended = { name: "fs__read", reason: "lost", error } as const;
      const cancelled = { code: "cancelled", message: "Stopped by you" };
      write(5, stop);
      write(4_000, { type: "tool.failed", tool_call_id: "call_1", payload: ended });
      write(0, {
        type: "turn.failed",
        payload: { status: "cancelled", error: cancelled, unresolved: ["call_1"] },
      });
    }),
  );

  expect(html).toContain("The outcome of fs__read is unknown");
  expect(html).toContain("outcome unknown");
});

const stop = { type: "task.cancel_requested", payload: CANCEL } as const;
const REQUESTED = { provider: "openai", model: "gpt-5-mini", message_count: 1, tools: 0 };

/** A run with two running calls. */
function running(script: (write: Write) => void): RunState {
  return started((write) => {
    for (const tool_call_id of ["call_1", "call_2"]) {
      const payload = {
        name: "fs__read",
        arguments: { path: "a.md" },
        effect: "read",
        attempt: 1,
        idempotency_key: tool_call_id,
      } as const;
      write(1, { type: "tool.started", tool_call_id, payload });
    }
    script(write);
  });
}

function started(script: (write: Write) => void): RunState {
  const entries = scriptRun((write) => {
    write(0, { type: "turn.submitted", payload: { input: { text: "Hi" }, options: {} } });
    write(1, { type: "turn.started", payload: { agent: "atlas", model: "m" } });
    script(write);
  });
  const events: readonly RuntimeEvent[] = entries.map((entry) => entry.event);
  const run = events.reduce(fold, emptyThread("s_1", "th_1")).turns[0]?.run;
  if (run === undefined) throw new Error("The script submits no turn");
  return run;
}

function show(run: RunState, mode: "live" | "replay" = "live"): Promise<string> {
  return rendered(runView(run, { mode }));
}
