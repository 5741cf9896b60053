/** What a theme spoils it spoils at any width, and what a width spoils in any theme: two looks show both. */
export const LOOKS = [
  { colorScheme: "light", width: 1440 },
  { colorScheme: "dark", width: 390 },
] as const;

/** How long a test may take that looks at every page; a bound for a machine with much else to do. */
export const WALK_MS = 300_000;
