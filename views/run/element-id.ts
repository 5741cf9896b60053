/** The id of a citation's card, unique in a page with many runs. */
export function citationCardId(run: string, index: number): string {
  return `cite-${run}-${index}`;
}

/** The id of a tool call's place in the page. */
export function callId(toolCall: string): string {
  return `call-${toolCall}`;
}

/** The id of an approval's place in the page. */
export function approvalId(action: string): string {
  return `action-${action}`;
}
