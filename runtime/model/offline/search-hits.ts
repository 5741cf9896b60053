import type { TurnCall } from "#runtime/model/current-turn.ts";

/** One line that a search found. */
export interface SearchHit {
  readonly path: string;
  readonly line: number;
  readonly text: string;
  readonly callId: string;
}

const HIT = /^(.+?):(\d+):[ ]?(.*)$/;

/** Reads `path:line: text` lines; other lines of a result, such as a summary, are no hits. */
export function searchHits(call: TurnCall): readonly SearchHit[] {
  if (call.result === undefined || call.result.is_error) return [];
  return call.result.content.split(/\r?\n/).flatMap((row) => {
    const match = HIT.exec(row);
    if (match === null) return [];
    const [, path = "", line = "", text = ""] = match;
    return [{ path, line: Number(line), text, callId: call.id }];
  });
}
