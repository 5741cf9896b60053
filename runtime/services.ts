/** What the runtime takes from outside (R8): tests pass their own, nothing in `runtime/` reaches for them. */
export interface Clock {
  /** Wall time as ISO 8601 in UTC, for display only. */
  now(): string;
  /** Milliseconds that only go forward, for durations. */
  monotonic(): number;
  /** Resolves after `ms`, or rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Chance, for what must not happen in step. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number;
}

/** Ids are `<prefix>_<sortable unique>`. */
export interface Ids {
  next(prefix: IdPrefix): string;
}

export type IdPrefix =
  | "s"
  | "th"
  | "t"
  | "task"
  | "r"
  | "st"
  | "call"
  | "act"
  | "hook"
  | "art"
  | "evd"
  | "sub"
  | "p"
  | "ev";
