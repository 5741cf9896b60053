import { z } from "zod";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { type ProfileEvent, toProfileEvent } from "#runtime/event/export-profile.ts";
import { redactEvents } from "#runtime/replay/redact.ts";
import { eventsOf } from "#runtime/run-events.ts";
import { command, type ControlServices } from "./command.ts";
import { requireRun } from "./find-thread.ts";

/** The events of one run, as they stand in the log or under the published names. Secrets are struck out. */
export type ReplayExport =
  | {
      readonly run_id: string;
      readonly format: "uar-events";
      readonly events: readonly RuntimeEvent[];
    }
  | {
      readonly run_id: string;
      readonly format: "agentruntime-profile";
      readonly events: readonly ProfileEvent[];
    };

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
    const events = await exportedEvents(run_id, scope, services);
    if (format === "uar-events") return { run_id, format, events };
    const profiled = events.map((event) => toProfileEvent(event, RUNTIME_ID));
    return { run_id, format, events: profiled };
  },
});

/** The name of this runtime in exports; a data folder has one. */
const RUNTIME_ID = "rt_local";

/** The events of a run, or of its thread up to its end, without secrets. */
export async function exportedEvents(
  run_id: string,
  scope: "run" | "thread",
  services: ControlServices,
): Promise<readonly RuntimeEvent[]> {
  const { thread, run } = await requireRun(services, run_id);
  const entries = await thread.log.read(0, run.last_sequence);
  const all = redactEvents(
    entries.map(({ event }) => event),
    services.secretValues,
  );
  return scope === "thread" ? all : all.filter(eventsOf(run));
}
