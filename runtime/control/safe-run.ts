import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { exportedRun, type ExportedRun } from "#runtime/replay/export/exported-run.ts";
import { redact, type Redacted, type Redaction } from "#runtime/replay/redact.ts";
import type { ControlServices } from "./command.ts";
import { requireRun } from "./find-thread.ts";

/** A run as it may leave. */
export interface SafeRun {
  /** The events of the run, or of its thread up to its end. */
  readonly events: readonly RuntimeEvent[];
  readonly exported: ExportedRun;
  /** What was struck out of the events. */
  readonly redactions: readonly Redaction[];
}

interface Extent {
  readonly scope?: "run" | "thread";
  /** Whether the names of home folders go, too. */
  readonly homes?: boolean;
}

/** A run without secrets, and an account of them. Rejects with a `not_found` CommandError. */
export async function safeRun(
  run_id: string,
  services: ControlServices,
  { scope = "run", homes = false }: Extent = {},
): Promise<SafeRun> {
  const { thread, run } = await requireRun(services, run_id);
  const entries = await thread.log.read(0, run.last_sequence);
  const { secretValues: known = [] } = services;
  const safe = redact(
    entries.map(({ event }) => event),
    { known, homes },
  );
  const exported = exportedRun(safe.events, run_id);
  const events = scope === "thread" ? safe.events : exported.events;
  return { events, exported, redactions: within(events, safe) };
}

function within(events: readonly RuntimeEvent[], { redactions }: Redacted): readonly Redaction[] {
  const own = new Set(events.map(({ sequence }) => sequence));
  return redactions.flatMap(({ kind, sequences }) => {
    const kept = sequences.filter((sequence) => own.has(sequence));
    return kept.length === 0 ? [] : [{ kind, sequences: kept }];
  });
}
