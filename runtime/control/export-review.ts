import { type EvidenceScopeNote, scopeNote } from "#runtime/evidence/evidence-pack.ts";
import { packRef, reviewRef } from "#runtime/evidence/evidence-refs.ts";
import { reviewPoints, type ReviewPoint } from "#runtime/evidence/review-points.ts";
import { type Untold, unknown } from "#runtime/state/snapshots/snapshot.ts";
import { command } from "./command.ts";
import { EvidenceScope, requireWork } from "./evidence-scope.ts";
import { noteEvidence } from "./note-evidence.ts";

/** Places that one review names at most; the oldest count. */
const MAX_POINTS = 2_000;

/** What somebody who reviews some work should look at. */
export interface ReviewExport {
  readonly format: "uar-review-1";
  readonly evidence_id: string;
  readonly review_ref: string;
  /** The evidence behind it: `export_evidence` with the same scope. */
  readonly pack_ref: string;
  readonly scope: EvidenceScopeNote;
  readonly points: readonly ReviewPoint[];
  /** How many are left out. */
  readonly omitted: number;
  /** What came of the review. */
  readonly verdict: Untold;
}

export const exportReview = command({
  name: "export_review",
  description: "What to look at in some work: what acted, who decided, what failed or is unknown",
  kind: "write",
  input: EvidenceScope,
  async run(scope, services): Promise<ReviewExport> {
    const work = await requireWork(scope, services);
    const { id, through, state: thread, turns, events } = work;
    const refs = { review_ref: reviewRef(id, through), pack_ref: packRef(id, through) };
    const note = { kind: "review", title: `Review of ${id}`, ...refs };
    const evidence_id = await noteEvidence(work, note, services);
    const points = reviewPoints(events);
    return {
      format: "uar-review-1",
      evidence_id,
      ...refs,
      scope: scopeNote({ thread, turns, events }),
      points: points.slice(0, MAX_POINTS),
      omitted: Math.max(0, points.length - MAX_POINTS),
      verdict: unknown("Nobody has said what they think of this work"),
    };
  },
});
