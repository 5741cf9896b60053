import type { RecordedEnd, RecordedRequest, RecordedResponse } from "./cassette.ts";

/** Stands in the first member of every head. A reader refuses other versions. */
export const CASSETTE_VERSION = 1;

/** The line that opens an exchange, with its newline. */
export function headLine(request: RecordedRequest, response: RecordedResponse | undefined): string {
  return `${JSON.stringify({ cassette: CASSETTE_VERSION, request, response })}\n`;
}

/** The line that closes an exchange. */
export function endLine({ how, ms, ...rest }: RecordedEnd): string {
  return `${JSON.stringify({ end: how, ms: Math.round(ms), ...rest })}\n`;
}
