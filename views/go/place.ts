/** Somewhere to go: a thing of the playground with its address. */
export interface Place {
  readonly kind: PlaceKind;
  readonly title: string;
  /** What tells it from others of its title. */
  readonly detail: string;
  readonly href: string;
}

export type PlaceKind = "event" | "run" | "page" | "session" | "tool" | "agent";

/** The kinds in the order in which they are listed, with their names. */
export const PLACE_KINDS: readonly (readonly [PlaceKind, string])[] = [
  ["event", "Event"],
  ["run", "Runs"],
  ["page", "Pages"],
  ["session", "Sessions"],
  ["tool", "Tools"],
  ["agent", "Agents"],
];
