import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { Ids } from "#runtime/services.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import { packRef, replayRef } from "./evidence-refs.ts";

/** Whether these are the last events of a run. */
export function isLast(drafts: readonly EventDraft[]): boolean {
  const type = drafts.at(-1)?.type;
  return type === "turn.completed" || type === "turn.failed";
}

/**
 * The last events of a run, with where its evidence can be had before the very last one, which stays
 * the last (R1). A run that a crash cut off behind that says it once.
 */
export function withEvidence(
  drafts: readonly EventDraft[],
  run_id: string,
  { evidence }: ThreadState,
  ids: Ids,
): readonly EventDraft[] {
  const end = drafts.at(-1);
  if (end === undefined || evidence.some((ref) => ref.run_id === run_id)) return drafts;
  const payload = {
    kind: "run",
    title: `Evidence of run ${run_id}`,
    pack_ref: packRef(run_id),
    replay_ref: replayRef(run_id),
  };
  const evidence_id = ids.next("evd");
  return [...drafts.slice(0, -1), { type: "evidence.changed", evidence_id, payload }, end];
}
