import type { EventOf } from "#runtime/event/catalogue.ts";
import { activeRun } from "#runtime/state/run-queries.ts";
import type { RunState, ThreadState } from "#runtime/state/thread-state.ts";
import { workStatus } from "#runtime/state/work-status.ts";

/** How a child stands, as its parent's log tells it. */
export type ChildWork = EventOf<"subagent.status">["payload"];

/** How a child stands by its own thread; undefined before its run has begun, and once nothing is under way. */
export function workOf(state: Pick<ThreadState, "turns">): ChildWork | undefined {
  const run = activeRun(state);
  if (run === undefined) return undefined;
  if (run.status !== "waiting_permission") return { status: "running", title: atWork(run) };
  const tools = run.approvals.filter(({ decision }) => decision === undefined);
  const title = `Waits for a person's answer: ${tools.map(({ tool }) => tool).join(", ")}`;
  return { status: workStatus(run, { queued: false, working: true }), title };
}

export function isSameWork(left: ChildWork | undefined, right: ChildWork | undefined): boolean {
  return left?.status === right?.status && left?.title === right?.title;
}

function atWork({ recovery }: RunState): string {
  if (recovery === undefined) return "At work";
  return `At work again after a restart, attempt ${recovery.attempt}`;
}
