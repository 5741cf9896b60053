/** Where the unsent messages of a session are kept, so that a reload does not lose them. */
export function outboxKey(composer: HTMLElement): string {
  return `uar-outbox-${composer.getAttribute("session") ?? "new"}`;
}
