import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { emptyThread, fold } from "#runtime/state/fold.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { scriptRun, type Write } from "#views/inspector/script-run.ts";

/** A run that a test writes event by event, after its turn was submitted and started. */
export function scriptedRun(script: (write: Write) => void): RunState {
  const entries = scriptRun((write) => {
    write(0, { type: "turn.submitted", payload: { input: { text: "Hi" }, options: {} } });
    write(1, { type: "turn.started", payload: { agent: "atlas", model: "m" } });
    script(write);
  });
  return runAfter(entries.map((entry) => entry.event));
}

/** The first run of these events. */
export function runAfter(events: readonly RuntimeEvent[]): RunState {
  const run = events.reduce(fold, emptyThread("s_1", "th_1")).turns[0]?.run;
  if (run === undefined) throw new Error("The script submits no turn");
  return run;
}
