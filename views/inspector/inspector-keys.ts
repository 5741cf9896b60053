import type { KeyWords } from "#views/chat/shortcuts-dialog.ts";

/** What each key of the inspector does, in the order of use. */
export const INSPECTOR_KEYS: readonly KeyWords[] = [
  ["Space", "Play, pause"],
  ["J K", "Next event, previous event"],
  ["Shift J K", "Next step, previous step"],
  ["G", "Go to an event, a time or an id"],
  ["E", "Next error; with Shift, the previous one"],
  ["H", "Next approval; with Shift, the previous one"],
  ["/", "Filter"],
  ["N P", "Next match, previous match"],
  ["1 … 8", "Solo a lane; with Shift, mute it"],
  ["B", "Before the event, after it"],
  [", .", "Slower, faster"],
  ["S", "Skip idle time, or show it"],
  ["Shift P", "Underline the critical path"],
  ["F", "Fork here"],
  ["C", "Compare"],
  ["L", "Copy the link to the event"],
  ["Y", "Copy its JSON"],
  ["← →", "On the score: previous event, next event"],
  ["PgUp PgDn", "On the score: a second on, a second back"],
  ["W S A D", "On the score: zoom in and out, earlier, later"],
  ["Ctrl K", "Go to anything"],
  ["T", "Next theme"],
  ["?", "This list"],
];
