const OURS = "gemini_call_";

/** An id for a call that came without: the same for the same answer, another in every answer. */
export function madeCallId(answerId: string | undefined, count: number): string {
  return `${OURS}${answerId === undefined ? "" : `${answerId}_`}${count}`;
}

/** Whether an id was made here: Gemini does not know it and must not be told. */
export function isMadeCallId(id: string): boolean {
  return id.startsWith(OURS);
}
