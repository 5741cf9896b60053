/**
 * The moments at which a run is in the hands of something else: the disk, the clock, a model, a tool.
 * At each of them anything may happen, so each of them has a number.
 */
export class Moments {
  #count = 0;
  #at = 0;
  #act: () => void = () => {};

  /** How many have passed. */
  get count(): number {
    return this.#count;
  }

  /** Lets something happen at the moment of this number, before anything else does. */
  when(at: number, act: () => void): void {
    this.#at = at;
    this.#act = act;
  }

  readonly pass = (): void => {
    this.#count += 1;
    if (this.#count === this.#at) this.#act();
  };
}
