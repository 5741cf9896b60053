import type { WireTap } from "./exchange-sink.ts";

/** One request to a model, by its place in a run. */
export interface WireStep {
  readonly run_id: string;
  readonly step_id: string;
}

/** Gives the tap under which the exchanges of a step are kept. */
export interface WireRecorder {
  tap(step: WireStep): WireTap;
}

/** The exact bytes that providers sent, a cassette a step. Recording never fails or delays a run. */
export interface WireStore extends WireRecorder {
  /** The cassette of a step, up to the newest byte of a running one; undefined where none was kept. */
  read(step: WireStep): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Writes what is not written yet. */
  close(): Promise<void>;
}
