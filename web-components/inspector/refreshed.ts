/** While a run grows, how often what is made from all of its events is made anew. */
const REFRESH_MS = 100;

/** A value made from a log that may grow: anew at once for another question, for more events now and then. */
export class Refreshed<Value> {
  #made: { question: string; count: number; at: number; value: Value } | undefined;

  get(question: string, count: number, now: number, make: () => Value): Value {
    const made = this.#made;
    if (made?.question === question && (made.count === count || now - made.at < REFRESH_MS)) {
      return made.value;
    }
    const value = make();
    this.#made = { question, count, at: now, value };
    return value;
  }

  /** Whether the value was made from fewer events than there are now. */
  isBehind(count: number): boolean {
    return this.#made !== undefined && this.#made.count !== count;
  }
}
