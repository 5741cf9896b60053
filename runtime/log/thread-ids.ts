import type { ThreadRef } from "./port.ts";

/** `<prefix>_<rest>` in lower case: no separators, dots, device names or pairs that differ only in case. */
const ID = /^[a-z]{1,16}_[a-z0-9_-]{1,80}$/;

/** Whether a string may name a session or a thread on disk. */
export function isId(text: string): boolean {
  return ID.test(text);
}

/** Throws RangeError unless both ids may become directory names. Called before any path is made. */
export function checkThreadRef(ref: ThreadRef): void {
  for (const id of [ref.session_id, ref.thread_id]) {
    if (!isId(id)) {
      throw new RangeError(
        `Could not use "${id.slice(0, 100)}" as an id: write "<prefix>_<rest>" in lower case letters, digits, "_" and "-"`,
      );
    }
  }
}
