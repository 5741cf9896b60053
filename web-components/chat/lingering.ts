import type { Part, RunState, ToolCallState } from "#runtime/state/thread-state.ts";
import type { FoldKey } from "#views/run/part-placement.ts";

/** How long reasoning stays open once the answer has begun. */
const REASONING_MS = 400;
/** How long the last lines of a call stay once it has succeeded. */
const CALL_MS = 600;

const STILL = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * What has just ended and stays open for a moment, so that nobody loses the line that they read.
 * Where the person wants no motion, it closes with the frame that shows its end: then nothing moves
 * by itself later.
 */
export class Lingering {
  readonly #onOver: () => void;
  readonly #timers = new Map<FoldKey, number>();
  #keys: ReadonlySet<FoldKey> = new Set();
  #isOver = false;

  /** `onOver` is called when something has been open for long enough. */
  constructor(onOver: () => void) {
    this.#onOver = onOver;
  }

  get keys(): ReadonlySet<FoldKey> {
    return this.#keys;
  }

  /** Notes what ended between two states that are shown. True once after something closed. */
  look(before: RunState, run: RunState): boolean {
    for (const [key, ms] of ended(before, run)) this.#keep(key, ms);
    const isOver = this.#isOver;
    this.#isOver = false;
    return isOver;
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#keys = new Set();
  }

  #keep(key: FoldKey, ms: number): void {
    if (STILL.matches || this.#timers.has(key)) return;
    this.#keys = new Set([...this.#keys, key]);
    const over = (): void => {
      this.#keys = new Set([...this.#keys].filter((kept) => kept !== key));
      this.#isOver = true;
      this.#onOver();
    };
    this.#timers.set(key, window.setTimeout(over, ms));
  }
}

function* ended(before: RunState, run: RunState): Generator<readonly [FoldKey, number]> {
  for (const [index, part] of run.parts.entries()) {
    if (hasClosed(before.parts[index], part)) yield [part.sequence, REASONING_MS];
  }
  for (const [index, call] of run.calls.entries()) {
    if (hasSucceeded(before.calls[index], call)) yield [call.tool_call_id, CALL_MS];
  }
}

function hasClosed(was: Part | undefined, part: Part): boolean {
  if (was === part || was?.kind !== "reasoning" || part.kind !== "reasoning") return false;
  return was.open && !part.open;
}

/** A silent call has no lines that could stay. */
function hasSucceeded(was: ToolCallState | undefined, call: ToolCallState): boolean {
  return was?.status === "running" && call.status === "done" && call.tail !== undefined;
}
