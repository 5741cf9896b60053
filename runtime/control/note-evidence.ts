import type { EventOf } from "#runtime/event/catalogue.ts";
import type { EvidenceState } from "#runtime/state/evidence-state.ts";
import type { ControlServices } from "./command.ts";
import type { ScopedWork } from "./evidence-scope.ts";

type Note = EventOf<"evidence.changed">["payload"];

/**
 * Writes that evidence was exported, once: what the log says already is not said again. The event
 * belongs to no run, since a run's terminal event stays its last (R1). Gives the evidence's id.
 */
export async function noteEvidence(
  { thread }: ScopedWork,
  note: Note,
  { threads, ids }: ControlServices,
): Promise<string> {
  return threads.exclusive(thread.thread_id, async () => {
    const { evidence } = await thread.state();
    const known = evidence.find((ref) => isSame(ref, note));
    if (known !== undefined) return known.evidence_id;
    const related = evidence.find(
      (ref) => note.pack_ref !== undefined && ref.pack_ref === note.pack_ref,
    );
    const evidence_id = (note.kind === "pack" && related?.evidence_id) || ids.next("evd");
    await thread.append([{ type: "evidence.changed", evidence_id, payload: note }]);
    return evidence_id;
  });
}

function isSame(ref: EvidenceState, note: Note): boolean {
  return KEYS.every((key) => JSON.stringify(ref[key]) === JSON.stringify(note[key]));
}

const KEYS = [
  "kind",
  "pack_ref",
  "replay_ref",
  "review_ref",
  "verification_outcomes",
] as const satisfies readonly (keyof Note)[];
