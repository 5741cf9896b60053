import type { FoldKey } from "#views/run/part-placement.ts";

/** What the person opened and closed in a run that goes on; a reload of the tab keeps it. */
export class KeptFolds {
  readonly #key: string;
  #choices: ReadonlyMap<FoldKey, boolean>;

  constructor(run: string) {
    this.#key = `uar-folds-${run}`;
    this.#choices = read(this.#key);
  }

  get choices(): ReadonlyMap<FoldKey, boolean> {
    return this.#choices;
  }

  set(key: FoldKey, open: boolean): void {
    this.#choices = new Map([...this.#choices, [key, open]]);
    try {
      sessionStorage.setItem(this.#key, JSON.stringify([...this.#choices]));
    } catch {
      return;
    }
  }
}

/** Storage can be off, full or another program's; then the choices last as long as the page. */
function read(key: string): Map<FoldKey, boolean> {
  try {
    // Written by `set`.
    const pairs = JSON.parse(sessionStorage.getItem(key) ?? "[]") as [FoldKey, boolean][];
    return new Map(pairs);
  } catch {
    return new Map();
  }
}
