import { absentCommands, Scope } from "./absent.ts";

/** Evidence packs and reviews; what was recorded can be had by `export_replay`. */
export const absentEvidenceCommands = absentCommands(
  "evidence packs and reviews do not exist yet; export_replay gives the recorded events",
  {
    export_evidence: { description: "The evidence of some work", kind: "read", input: Scope },
    export_review: { description: "The reviews of some work", kind: "read", input: Scope },
  },
);
