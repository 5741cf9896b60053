import { PLACE } from "#views/urls.ts";

/** Browsers refuse more than about 100 changes of the address in 30 seconds. */
const WRITE_MS = 250;

/** Keeps the address of the page up with the cursor, not on every frame. */
export class AddressBar {
  #wanted: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Shows an address soon; only the newest one counts. */
  write(address: string): void {
    this.#wanted = address;
    this.#timer ??= setTimeout(() => this.flush(), WRITE_MS);
  }

  /** Shows what is still due, now. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const wanted = this.#wanted;
    this.#wanted = undefined;
    const { pathname, search, hash } = location;
    if (wanted === undefined || wanted === (PLACE === "file" ? hash : `${pathname}${search}`))
      return;
    history.replaceState(null, "", wanted);
  }
}
