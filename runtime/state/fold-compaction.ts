import type { EventOf, RuntimeEvent } from "#runtime/event/catalogue.ts";
import { addUsage } from "./add-usage.ts";
import type { CompactionState } from "./compaction-state.ts";
import { addPart } from "./parts.ts";
import type { RunState } from "./thread-state.ts";

type CompactionEvent = EventOf<
  "context.compaction.started" | "context.compaction.completed" | "context.compaction.failed"
>;

/** What a summary of earlier messages does to the run that it is made in. */
export function foldCompaction(run: RunState, event: CompactionEvent): RunState {
  const { asking: _, error: __, ...before } = run.compaction ?? NONE;
  const known: CompactionState = { ...before, sequence: event.sequence };
  switch (event.type) {
    case "context.compaction.started": {
      const { trigger, message_count } = event.payload;
      return { ...run, compaction: { ...known, state: "open", trigger, message_count } };
    }
    case "context.compaction.completed": {
      const { summary } = event.payload;
      const title = "Earlier messages were summarised";
      const detail = `The agent goes on with a summary of ${messages(known)}, which stay here to read`;
      const notice = { kind: "notice", title, detail, summary } as const;
      const parts = addPart(run.parts, notice, event);
      return { ...run, parts, compaction: { ...known, state: "completed" } };
    }
    case "context.compaction.failed": {
      const { error } = event.payload;
      const failed: CompactionState = { ...known, state: "failed", error };
      if (STOPPED.has(error.code)) return { ...run, compaction: failed };
      const title = "Earlier messages could not be summarised";
      const notice = { kind: "notice", title, detail: error.message } as const;
      const compaction = { ...failed, failures: known.failures + 1 };
      return { ...run, parts: addPart(run.parts, notice, event), compaction };
    }
  }
}

const NONE: CompactionState = {
  state: "open",
  trigger: "limit",
  sequence: 0,
  message_count: 0,
  failures: 0,
};

/** Ends that say nothing about whether a summary can be had. */
const STOPPED: ReadonlySet<string> = new Set(["interrupted", "cancelled"]);

function messages({ message_count: count }: CompactionState): string {
  return count === 1 ? "1 message" : `${count} messages`;
}

/** The request for a summary is no step of the answer; what it spends counts. */
export function foldSummaryStep(
  run: RunState,
  event: EventOf<"model.requested" | "model.completed" | "model.failed">,
): RunState {
  const { compaction } = run;
  if (compaction === undefined) return run;
  const { asking: _, ...rest } = compaction;
  if (event.type === "model.requested") {
    const { provider, model } = event.payload;
    const asking = { step_id: event.step_id ?? event.event_id, provider, model };
    return { ...run, compaction: { ...rest, asking } };
  }
  const spent = event.type === "model.completed" ? event.payload.usage : {};
  return { ...run, usage: addUsage(run.usage, spent), compaction: rest };
}

/** Whether an event of a model belongs to the request for a summary. */
export function isOfSummary({ compaction }: RunState, event: RuntimeEvent): boolean {
  if (event.type === "model.requested") return event.payload.purpose !== undefined;
  return compaction?.asking !== undefined && compaction.asking.step_id === event.step_id;
}
