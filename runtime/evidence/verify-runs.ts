import type { VerificationOutcome } from "#runtime/event/artifact.ts";
import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { recordingOf, RecordingError } from "#runtime/replay/recording.ts";
import { replayRun } from "#runtime/replay/replay-run.ts";
import type { Clock } from "#runtime/services.ts";
import { isTerminal } from "#runtime/state/run-queries.ts";
import type { RunState } from "#runtime/state/thread-state.ts";

/** Runs that are run again for one export. */
const MAX_VERIFIED = 50;

/** Runs each run again from what was recorded: whether the loop decides the same, given the same facts. */
export async function verifyRuns(
  events: readonly RuntimeEvent[],
  runs: readonly RunState[],
  clock: Pick<Clock, "sleep">,
): Promise<readonly VerificationOutcome[]> {
  const outcomes: VerificationOutcome[] = [];
  for (const [at, run] of runs.entries()) {
    const outcome =
      at < MAX_VERIFIED
        ? await verify(events, run, clock)
        : notRun(`No more than ${MAX_VERIFIED} runs are verified at once`);
    outcomes.push({ name: "replay", run_id: run.run_id, ...outcome });
  }
  return outcomes;
}

type Outcome = Pick<VerificationOutcome, "status" | "detail">;

async function verify(
  events: readonly RuntimeEvent[],
  { run_id, status, started_at }: RunState,
  clock: Pick<Clock, "sleep">,
): Promise<Outcome> {
  if (!isTerminal(status)) return notRun("The run has not ended");
  if (started_at === undefined) return notRun("The run never began");
  try {
    const { divergence, events: compared } = await replayRun(recordingOf(events, run_id), {
      clock,
    });
    if (divergence === undefined) return { status: "passed", detail: `${compared} events` };
    const { sequence, type } = divergence;
    return { status: "failed", detail: `Diverges at event ${sequence}, ${type}` };
  } catch (cause) {
    if (cause instanceof RecordingError) return notRun(cause.message);
    throw cause;
  }
}

function notRun(detail: string): Outcome {
  return { status: "not_run", detail };
}
