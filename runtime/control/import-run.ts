import { z } from "zod";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { Imported } from "#runtime/event/session.ts";
import { EntryTooLargeError } from "#runtime/recorded-thread.ts";
import { adoptRecording } from "#runtime/replay/import/adopt-recording.ts";
import { CaptureError } from "#runtime/replay/import/capture-error.ts";
import { CAPTURE_FORMATS, type CaptureFormat } from "#runtime/replay/import/capture.ts";
import { detectFormat, readCapture } from "#runtime/replay/import/read-capture.ts";
import { type ImportSource, stampCapture } from "#runtime/replay/import/stamp-capture.ts";
import { recordingIn } from "#runtime/replay/import/viewer-log.ts";
import { readingRecording } from "#runtime/replay/read-recording.ts";
import { RecordingError, runsOf } from "#runtime/replay/recording.ts";
import { command, CommandError, type ControlServices } from "./command.ts";
import { Stints } from "./stints.ts";

/** The longest capture that is taken. UTF-16 code units. */
export const IMPORT_MAX_CHARS = 16_777_216;

/** What an import came to. */
export interface ImportedRun {
  readonly session_id: string;
  readonly thread_id: string;
  readonly format: CaptureFormat;
  /**
   * In the order in which they were submitted; at least one. Of a fork not the run that it left in its midst:
   * what it took over is part of it.
   */
  readonly run_ids: readonly string[];
  readonly events: number;
  readonly times: Imported["times"];
}

const Input = z.strictObject({
  /** The file: our own events, the page of an exported run, or a capture of another make. */
  text: z.string().min(1).max(IMPORT_MAX_CHARS),
  /** Without it, the content tells. */
  format: z.enum(CAPTURE_FORMATS).exactOptional(),
  /** What the file is called. */
  file: z.string().max(200).exactOptional(),
});

export const importRun = command({
  name: "import_run",
  description: "Takes over a recorded run, or a capture of another make, as a session to read",
  kind: "write",
  input: Input,
  async run({ text, file, ...chosen }, services): Promise<ImportedRun> {
    try {
      const format = chosen.format ?? detectFormat(text);
      const stints = new Stints(services.clock);
      const events = await eventsOf(text, { format, file }, services, stints);
      const thread = await services.threads.record(events, stints);
      const { session_id, thread_id } = thread;
      const times = timesOf(events);
      const { turns } = await thread.state();
      const run_ids = turns.map(({ run_id }) => run_id);
      return { session_id, thread_id, format, run_ids, events: events.length, times };
    } catch (cause) {
      throw refusal(cause) ?? cause;
    }
  },
});

async function eventsOf(
  text: string,
  source: ImportSource,
  services: ControlServices,
  stints: Stints,
): Promise<readonly RuntimeEvent[]> {
  const { format } = source;
  if (format !== "uar-events") {
    const facts = await stints.finish(readCapture(text, format));
    return stints.finish(stampCapture(facts, source, services));
  }
  const events = await stints.finish(readingRecording(recordingIn(text) ?? text));
  if (runsOf(events).length === 0) throw new RecordingError("The recording holds no run");
  const isKnown = async (id: string) => (await services.threads.find(id)) !== undefined;
  return adoptRecording(events, source, { ...services, isKnown });
}

function timesOf([first]: readonly RuntimeEvent[]): Imported["times"] {
  return first?.type === "session.created"
    ? (first.payload.imported?.times ?? "unknown")
    : "unknown";
}

function refusal(cause: unknown): CommandError | undefined {
  if (cause instanceof CaptureError) {
    const { message, fix, line } = cause;
    const details = { fix, ...(line !== undefined && { line }) };
    return new CommandError("invalid_input", message, details, { cause });
  }
  if (cause instanceof EntryTooLargeError) {
    const fix = "Shorten what it holds, or leave it out of the file";
    return new CommandError("invalid_input", cause.message, { fix }, { cause });
  }
  if (!(cause instanceof RecordingError)) return undefined;
  const fix = "Export the run anew, and give the file as it was saved";
  return new CommandError("invalid_input", cause.message, { fix }, { cause });
}
