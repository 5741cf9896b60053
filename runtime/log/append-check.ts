import { ConflictError, type AppendOptions, type Entry, type ThreadRef } from "./port.ts";

/** The largest event that a log takes, in UTF-16 code units. Larger content is kept as an artifact. */
export const ENTRY_MAX_CHARS = 1_048_576;

/**
 * Checks that entries go on from `tail`, the newest accepted sequence, and that each is one JSON object on one line
 * of this thread.
 * Throws ConflictError when the writer saw another tail, RangeError or TypeError when an entry cannot be stored.
 */
export function checkAppend(
  { thread_id }: ThreadRef,
  entries: readonly Entry[],
  tail: number,
  expect: AppendOptions["expect"],
): void {
  if (expect !== undefined && expect !== tail) {
    throw new ConflictError(
      `Could not append after sequence "${expect}": the log is at "${tail}"; read the newer events and try again`,
    );
  }
  entries.forEach((entry, index) => {
    checkSequence(entry.event.sequence, tail + 1 + index);
    checkJson(entry.json, entry.event.sequence, thread_id);
  });
}

function checkSequence(sequence: number, expected: number): void {
  if (sequence === expected) return;
  throw new ConflictError(
    `Could not append an event with sequence "${sequence}": the next one is "${expected}"; stamp it anew`,
  );
}

function checkJson(json: string, sequence: number, threadId: string): void {
  if (json.length > ENTRY_MAX_CHARS) {
    throw new RangeError(
      `Could not append event "${sequence}": its JSON has "${json.length}" characters, the log takes "${ENTRY_MAX_CHARS}"; store the content as an artifact and refer to it`,
    );
  }
  if (!isStorable(json)) {
    throw new TypeError(
      `Could not append event "${sequence}": "${json.slice(0, 40)}" does not begin an event's JSON on one line; encode the event with JSON.stringify`,
    );
  }
  if (!json.includes(`"sequence":${sequence}`) || !json.includes(`"thread_id":"${threadId}"`)) {
    throw new TypeError(
      `Could not append event "${sequence}" to thread "${threadId}": its JSON does not name both; encode the event that was stamped for this thread`,
    );
  }
}

/** `{"epoch":` opens the file log's own lines; no event may look like one. */
function isStorable(json: string): boolean {
  return (
    json.startsWith('{"') &&
    json.endsWith("}") &&
    !json.startsWith('{"epoch":') &&
    !json.includes("\n") &&
    json.isWellFormed()
  );
}
