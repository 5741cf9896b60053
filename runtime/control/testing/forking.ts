import { perform } from "#runtime/control/dispatch.ts";
import { forkThread } from "#runtime/control/fork-thread.ts";
import type { ForkedThread } from "#runtime/control/begin-branch.ts";
import type { EventType, RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { testRuntime, type TestRuntime, type TestRuntimeOptions } from "#runtime/test-runtime.ts";
import { actingTools } from "./acting-tools.ts";

/** Writes, then reads and writes again, then says that it is done. */
export const WORK = `
- steps:
    - text: "First I write. "
    - calls: [{ tool: write, arguments: { path: a.md } }]
- steps: [{ calls: [{ tool: read, arguments: { path: b.md } }, { tool: write, arguments: { path: c.md } }] }]
- steps: [{ text: "Done." }]
`;

/** A run that did its work without asking. */
interface Worked {
  readonly runtime: TestRuntime;
  readonly run: RunState;
  readonly events: readonly RuntimeEvent[];
  /** What it did, and what is done from now on. */
  readonly did: readonly string[];
  readonly acts: string[];
}

/** Lets a run do its work with tools that note what they do. */
export async function worked(options: TestRuntimeOptions = {}): Promise<Worked> {
  const { tools, acts } = actingTools();
  const policy = { mode: "bypass" };
  const runtime = await testRuntime({ passes: WORK, policy, tools, ...options });
  const { run, events } = await runtime.ask("Work");
  const did = [...acts];
  acts.length = 0;
  return { runtime, run, events, acts, did };
}

/** Does `fork_thread`. */
export function fork(runtime: TestRuntime, input: object): Promise<ForkedThread> {
  return perform(forkThread, input, runtime.services);
}

/** Where the first event of a class stands. */
export function sequenceOf(events: readonly RuntimeEvent[], type: EventType): number {
  return events.find((event) => event.type === type)?.sequence ?? 0;
}

/** The events that a thread itself wrote. */
export function own(events: readonly RuntimeEvent[], thread_id: string): readonly RuntimeEvent[] {
  return events.filter((event) => event.thread_id === thread_id);
}
