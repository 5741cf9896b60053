import { evidencePack, type EvidencePack } from "#runtime/evidence/evidence-pack.ts";
import { packRef, replayRef } from "#runtime/evidence/evidence-refs.ts";
import { outputManifest } from "#runtime/evidence/output-manifest.ts";
import { verifyRuns } from "#runtime/evidence/verify-runs.ts";
import { z } from "zod";
import { command } from "./command.ts";
import { EvidenceScope, requireWork } from "./evidence-scope.ts";
import { noteEvidence } from "./note-evidence.ts";

export const exportEvidence = command({
  name: "export_evidence",
  description:
    "The evidence of some work: events, decisions, outputs, costs, and what of it is missing",
  kind: "write",
  input: EvidenceScope.extend({
    /** With what is kept beside the log, as far as it fits; without secrets, like all the rest. */
    include_outputs: z.boolean().default(false),
    /** Runs each run again from its recording, and says what came of it. */
    verify: z.boolean().default(false),
  }),
  async run({ include_outputs, verify, ...scope }, services): Promise<EvidencePack> {
    const work = await requireWork(scope, services);
    const { id, through, state: thread, turns, events, recorded, runsNow: runs } = work;
    const verification = verify ? await verifyRuns(recorded, runs, services.clock) : [];
    const outputs = await outputManifest(events, {
      runs,
      store: services.outputs,
      withContent: include_outputs,
      secretValues: services.secretValues ?? [],
    });
    const refs = { pack_ref: packRef(id, through), replay_ref: replayRef(id, through) };
    const note = {
      kind: "pack",
      title: `Evidence of ${id}`,
      ...refs,
      ...(verify && { verification_outcomes: [...verification] }),
    };
    const evidence_id = await noteEvidence(work, note, services);
    return evidencePack({ thread, turns, events, outputs, verification }, { evidence_id, ...refs });
  },
});
