/** What `uar run` and `uar chat` leave with. */
export const EXIT = {
  completed: 0,
  failed: 1,
  /** The command line does not fit, or names what is not there. */
  usage: 2,
  cancelled: 3,
  needsApproval: 4,
  unreachable: 5,
} as const;
