import { z } from "zod";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { type ProfileEvent, toProfileEvent } from "#runtime/event/export-profile.ts";
import type { Redaction } from "#runtime/replay/redact.ts";
import { command } from "./command.ts";
import { safeRun } from "./safe-run.ts";

/** The events of one run, as they stand in the log or under the published names. Secrets are struck out. */
export type ReplayExport = {
  readonly run_id: string;
  /** What was struck out. */
  readonly redactions: readonly Redaction[];
} & (
  | { readonly format: "uar-events"; readonly events: readonly RuntimeEvent[] }
  | { readonly format: "agentruntime-profile"; readonly events: readonly ProfileEvent[] }
);

const Input = z.strictObject({
  run_id: z.string().min(1),
  format: z.enum(["uar-events", "agentruntime-profile"]).default("uar-events"),
  /** `thread`: with all that came before it, which a replay of a later turn needs. */
  scope: z.enum(["run", "thread"]).default("run"),
});

export const exportReplay = command({
  name: "export_replay",
  description: "The recorded events of a run, in order",
  kind: "read",
  input: Input,
  async run({ run_id, format, scope }, services): Promise<ReplayExport> {
    const { events, redactions } = await safeRun(run_id, services, { scope });
    if (format === "uar-events") return { run_id, redactions, format, events };
    const profiled = events.map((event) => toProfileEvent(event, RUNTIME_ID));
    return { run_id, redactions, format, events: profiled };
  },
});

/** The name of this runtime in exports; a data folder has one. */
export const RUNTIME_ID = "rt_local";
