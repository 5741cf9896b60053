/** Where a key counts: in the inspector, or in the chat and all other pages. */
export type ShortcutScope = "pages" | "inspector";

/** One entry of the list of keys. */
export interface Shortcut {
  /** The keys as a person sees them; where it can be changed, the one key in the case that it has. */
  readonly keys: string;
  readonly action: string;
  /** Absent where the key cannot be changed. */
  readonly scope?: ShortcutScope;
}

/** All keys by page. */
export const SHORTCUTS: readonly {
  readonly title: string;
  readonly shortcuts: readonly Shortcut[];
}[] = [
  {
    title: "Everywhere",
    shortcuts: [
      { keys: "Ctrl K", action: "Go to anything" },
      { keys: "g", action: "Go: then C R A E T K M D S", scope: "pages" },
    ],
  },
  {
    title: "Chat",
    shortcuts: [
      { keys: "Enter", action: "Send" },
      { keys: "Ctrl Enter", action: "Send now: the run is stopped for it" },
      { keys: "Shift Enter", action: "New line" },
      { keys: "Esc", action: "Close what is open, then stop the run" },
      { keys: "↑", action: "Edit the last message, while the box is empty" },
      { keys: "Alt ↑ ↓", action: "Turn before, turn after; in the queue, move a message" },
      { keys: "Ctrl .", action: "Lanes" },
      { keys: "End", action: "Go to the latest and follow" },
      { keys: "a", action: "Allow once", scope: "pages" },
      { keys: "d", action: "Deny", scope: "pages" },
      { keys: "i", action: "Inspect the run", scope: "pages" },
      { keys: "y", action: "Copy the last answer as Markdown", scope: "pages" },
      { keys: "[", action: "Version before", scope: "pages" },
      { keys: "]", action: "Version after", scope: "pages" },
      { keys: "t", action: "Next theme", scope: "pages" },
      { keys: "?", action: "List the keys", scope: "pages" },
    ],
  },
  {
    title: "Inspector",
    shortcuts: [
      { keys: "Space", action: "Play, pause" },
      { keys: "j", action: "Next event", scope: "inspector" },
      { keys: "k", action: "Previous event", scope: "inspector" },
      { keys: "J", action: "Next step", scope: "inspector" },
      { keys: "K", action: "Previous step", scope: "inspector" },
      { keys: "e", action: "Next error", scope: "inspector" },
      { keys: "E", action: "Previous error", scope: "inspector" },
      { keys: "h", action: "Next approval", scope: "inspector" },
      { keys: "H", action: "Previous approval", scope: "inspector" },
      { keys: "g", action: "Go to an event or a time", scope: "inspector" },
      { keys: "/", action: "Filter", scope: "inspector" },
      { keys: ",", action: "Slower", scope: "inspector" },
      { keys: ".", action: "Faster", scope: "inspector" },
      { keys: "s", action: "Skip idle times", scope: "inspector" },
      { keys: "b", action: "Before or after the event", scope: "inspector" },
      { keys: "f", action: "Fork here", scope: "inspector" },
      { keys: "c", action: "Compare", scope: "inspector" },
      { keys: "l", action: "Copy the link", scope: "inspector" },
      { keys: "y", action: "Copy the event as JSON", scope: "inspector" },
      { keys: "← →", action: "Event before, event after, on the score" },
      { keys: "PageUp PageDown", action: "A second back, a second on, on the score" },
      { keys: "Home End", action: "First event, last event, on the score" },
    ],
  },
];
