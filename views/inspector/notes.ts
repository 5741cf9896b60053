import { modelNotes } from "./model-notes.ts";
import type { Note, NoteFacts } from "./note.ts";
import { policyNotes } from "./policy-notes.ts";
import { timeNotes } from "./time-notes.ts";
import { toolNotes } from "./tool-notes.ts";

/** Most notes that a run shows; the gravest come first. */
const NOTES_MAX = 12;

/** What to look at in a run, gravest first. */
export function notesOf(facts: NoteFacts): readonly Note[] {
  return [
    ...modelNotes(facts),
    ...toolNotes(facts),
    ...policyNotes(facts),
    ...(facts.index.isTimed ? timeNotes(facts) : []),
  ].slice(0, NOTES_MAX);
}
