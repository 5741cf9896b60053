import type { Value } from "./value.ts";

/** The variables of a part of a prompt; those of the parts around it are seen and can be changed. */
export class Scope {
  readonly #outer: Scope | undefined;
  readonly #values = new Map<string, Value>();

  constructor(outer?: Scope) {
    this.#outer = outer;
  }

  has(name: string): boolean {
    return this.#holder(name) !== undefined;
  }

  /** Undefined also for what nobody declared. */
  get(name: string): Value {
    const holder = this.#holder(name);
    return holder === undefined ? undefined : holder.#values.get(name);
  }

  /** Changes the variable where it was declared, or declares it here. */
  set(name: string, value: Value): void {
    (this.#holder(name) ?? this).#values.set(name, value);
  }

  /** Declares a variable here, whatever stands around. */
  declare(name: string, value: Value): void {
    this.#values.set(name, value);
  }

  #holder(name: string): Scope | undefined {
    if (this.#values.has(name)) return this;
    return this.#outer === undefined ? undefined : this.#outer.#holder(name);
  }
}
