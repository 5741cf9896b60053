/** Where the page of an exported run holds its events; `server/viewer.ts` writes it. */
const OPENING = '<script type="application/jsonl" id="log">';
const CLOSING = "</script>";

/** The events in the page of an exported run, as JSON Lines; undefined where the text is no such page. */
export function recordingIn(text: string): string | undefined {
  if (!/^\uFEFF?\s*<!doctype html>/i.test(text)) return undefined;
  const at = text.indexOf(OPENING);
  if (at === -1) return undefined;
  const from = at + OPENING.length;
  const to = text.indexOf(CLOSING, from);
  return to === -1 ? undefined : text.slice(from, to);
}
