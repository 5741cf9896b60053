import { holds } from "./line.ts";

/**
 * The log's own lines among the events: an epoch begins with `{"epoch":3,"from":41,...}` before its first event,
 * and `{"epoch":3,"to":57,...}` seals it while the log is at rest. Readers of events skip both.
 */

const PREFIX = Buffer.from('{"epoch":');
const OPENING = /^\{"epoch":(\d+),"from":(\d+)\}$/;

/** The line that opens an epoch; `from` is the sequence of its first event. */
export function openingJson(epoch: number, from: number): string {
  return `{"epoch":${epoch},"from":${from}}`;
}

/** The line that seals an epoch. Its watermark covers every event, so later damage to any of them is seen. */
export function sealJson(epoch: number, to: number): string {
  return `{"epoch":${epoch},"to":${to}}`;
}

/** Whether a line is one of the log's own rather than an event. */
export function isEpochLine(line: Buffer): boolean {
  return holds(line, PREFIX, 0);
}

/** What an opening line says. */
export interface Opening {
  readonly epoch: number;
  readonly from: number;
}

/** Reads an opening line; undefined for a seal. */
export function parseOpening(json: string): Opening | undefined {
  const match = OPENING.exec(json);
  return match === null ? undefined : { epoch: Number(match[1]), from: Number(match[2]) };
}
