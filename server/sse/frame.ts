import type { Lane } from "#runtime/event/lane.ts";

/** Everything that may stand after `event:`. The set is fixed: no text from outside gets there (S24). */
export type FrameName = Lane | "hb" | "resync";

/** How soon a browser should try again after a lost connection. */
const RETRY_MS = 1_000;

/** What a stream begins with. */
export const STREAM_OPENING: string = `retry:${RETRY_MS}\n\n`;

/** One server-sent event, as short as the format allows. `data` may hold any text; line breaks stay data. */
export function frame(name: FrameName, data: string, id?: string): string {
  const idLine = id === undefined ? "" : `id:${id}\n`;
  return `${idLine}event:${name}\n${dataLines(data)}\n`;
}

const LINE_BREAK = /\r\n|\r|\n/;

function dataLines(data: string): string {
  if (!LINE_BREAK.test(data)) return dataLine(data);
  return data.split(LINE_BREAK).map(dataLine).join("");
}

/** A reader takes one space off the front, so a line that begins with one gets another. */
function dataLine(line: string): string {
  return line.startsWith(" ") ? `data: ${line}\n` : `data:${line}\n`;
}
