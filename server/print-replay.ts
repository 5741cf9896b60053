import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";

import { readRecording } from "#runtime/replay/read-recording.ts";
import { recordingOf, RecordingError, runsOf } from "#runtime/replay/recording.ts";
import { replayRun } from "#runtime/replay/replay-run.ts";
import { systemClock } from "#runtime/system-services.ts";

/** What was given cannot be replayed, in words for whoever gave it. */
export class UnreadableRecordingError extends Error {
  override name = "UnreadableRecordingError";
}

/** Replays the runs of a recording up to the first divergence. Answers whether there was none. */
export async function printReplay(file: string, run?: string): Promise<boolean> {
  try {
    const events = readRecording(await read(file));
    const runs = run === undefined ? runsOf(events) : [run];
    if (runs.length === 0) throw new RecordingError("The recording holds no run");
    for (const run_id of runs) {
      const result = await replayRun(recordingOf(events, run_id), { clock: systemClock });
      if (result.divergence === undefined) continue;
      console.log(JSON.stringify({ run_id, ...result.divergence }, null, 2));
      return false;
    }
    console.log("no divergence");
    return true;
  } catch (cause) {
    if (cause instanceof RecordingError)
      throw new UnreadableRecordingError(cause.message, { cause });
    throw cause;
  }
}

async function read(file: string): Promise<string> {
  if (file === "-") return text(process.stdin);
  return readFile(file, "utf8").catch((cause: unknown) => {
    throw new UnreadableRecordingError(`Could not read "${file}"`, { cause });
  });
}
