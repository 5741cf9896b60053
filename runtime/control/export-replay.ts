import { z } from "zod";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { readRun } from "#runtime/run-events.ts";
import { command } from "./command.ts";
import { requireRun } from "./find-thread.ts";

/** The events of one run: enough to draw every moment of it again, anywhere. */
export interface ReplayExport {
  readonly run_id: string;
  readonly format: "uar-events";
  readonly events: readonly RuntimeEvent[];
}

export const exportReplay = command({
  name: "export_replay",
  description: "The recorded events of a run, in order",
  kind: "read",
  input: z.strictObject({ run_id: z.string().min(1) }),
  async run({ run_id }, services): Promise<ReplayExport> {
    const { thread, run } = await requireRun(services, run_id);
    const entries = await readRun(thread.log, run);
    return { run_id, format: "uar-events", events: entries.map(({ event }) => event) };
  },
});
