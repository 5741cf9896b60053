import { describe, expect, it } from "vitest";

import { reader, writer } from "#runtime/test-runtime.ts";
import { perform } from "./dispatch.ts";
import { exportReview } from "./export-review.ts";
import { getSnapshot } from "./get-snapshot.ts";
import { writtenRun } from "./testing/written-run.ts";

describe("export_review", () => {
  it("names what acted, who decided and what failed, in order, and gives no verdict", async () => {
    const failing = {
      ...reader,
      run: async () => {
        throw new Error("The disk is gone");
      },
    };
    const { runtime, run_id } = await writtenRun({ tools: [failing, writer] });

    const review = await perform(exportReview, { run_id }, runtime.services);
    const again = await perform(exportReview, { run_id }, runtime.services);

    expect(review.points.map(({ about, text }) => `${about}: ${text}`)).toEqual(
      expect.arrayContaining([
        "question: Write it",
        expect.stringMatching(/^failure: read: .*The disk is gone/),
        "decision: allow_once by person",
        'effect: write {"path":"a.md"}',
      ]),
    );
    const sequences = review.points.map(({ sequence }) => sequence);
    expect(sequences).toEqual(sequences.toSorted((one, other) => one - other));
    expect(review.verdict.state).toBe("unknown");
    expect(again.evidence_id).toBe(review.evidence_id);
  });

  it("is known to the evidence summary from then on", async () => {
    const { runtime, run_id, run } = await writtenRun();
    const ask = { snapshot: "evidence_summary", thread_id: run.thread_id };
    const before = await perform(getSnapshot, ask, runtime.services);

    const { review_ref } = await perform(exportReview, { run_id }, runtime.services);

    expect(before).toMatchObject({ reviews: { state: "unknown" } });
    expect(await perform(getSnapshot, ask, runtime.services)).toMatchObject({
      reviews: [review_ref],
    });
  });
});
