/** What the empty message box says. */
export const PLACEHOLDER = {
  idle: "Ask something, or give a task",
  running: "Queue the next message",
} as const;
