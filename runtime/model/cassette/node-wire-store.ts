import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { hasCode } from "#runtime/log/disk.ts";
import type { Clock } from "#runtime/services.ts";
import { StepRecording } from "./step-recording.ts";
import type { WireStep, WireStore } from "./wire-store.ts";

export interface WireStoreOptions {
  /** Holds `<run_id>/<step_id>.cassette`. */
  readonly folder: string;
  /** How much of one answer is kept. */
  readonly capBytes: number;
  readonly clock: Pick<Clock, "monotonic">;
  /** Told of the first failure of a step's recording, which ends it. */
  readonly report: (error: unknown) => void;
}

/** As much of an answer is kept: the longest answers of models have some megabytes of frames. */
export const WIRE_CAP_BYTES = 16 * 1024 * 1024;

/** A store in files of their own, beside the log: deleting them loses no fact of a run. */
export function createWireStore({ folder, capBytes, clock, report }: WireStoreOptions): WireStore {
  const running = new Map<string, StepRecording>();
  const pathOf = ({ run_id, step_id }: WireStep) => join(folder, run_id, `${step_id}.cassette`);

  return {
    tap: (step) => {
      const path = pathOf(step);
      const recording = new StepRecording({
        capBytes,
        clock,
        report,
        append: (lines) => append(path, lines),
        onIdle: () => running.delete(path),
        onBusy: () => running.set(path, recording),
      });
      return recording;
    },
    read: async (step) => {
      if (!ID.test(step.run_id) || !ID.test(step.step_id)) return undefined;
      await running.get(pathOf(step))?.written();
      return readIfThere(pathOf(step));
    },
    close: async () => {
      await Promise.all([...running.values()].map((recording) => recording.written()));
    },
  };
}

/** Ids come from addresses too, and become names of files. */
const ID = /^[a-z]+_[0-9a-z]+$/i;

/** What people say to their agents is theirs: no other user of the machine may read it. */
async function append(path: string, lines: Uint8Array): Promise<void> {
  try {
    await appendFile(path, lines, { mode: 0o600 });
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await appendFile(path, lines, { mode: 0o600 });
  }
}

async function readIfThere(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}
