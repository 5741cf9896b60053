import { singleKeysSwitch } from "./chat/single-keys.ts";
import { KEY_BINDINGS, keyBindings } from "./key-bindings.ts";

/** The list of keys, where each of a single letter can be changed or turned off in this browser. */
export class UarShortcuts extends HTMLElement {
  #listening: AbortController | undefined;

  connectedCallback(): void {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const single = this.querySelector<HTMLInputElement>("[data-single-keys]");
    if (single !== null) {
      single.disabled = false;
      singleKeysSwitch(single, signal);
    }
    const reset = this.querySelector<HTMLButtonElement>("[data-reset]");
    if (reset !== null) reset.disabled = false;
    reset?.addEventListener("click", () => this.#reset(), { signal });
    for (const box of this.#boxes()) {
      box.disabled = false;
      box.addEventListener("change", () => this.#change(box), { signal });
    }
    this.#show();
  }

  disconnectedCallback(): void {
    this.#listening?.abort();
  }

  #boxes(): readonly HTMLInputElement[] {
    return [...this.querySelectorAll<HTMLInputElement>(".key-box")];
  }

  /** Every box shows the key that counts. */
  #show(): void {
    const bindings = keyBindings();
    for (const box of this.#boxes()) {
      const own = bindings.get(nameOf(box));
      box.value = typeof own === "string" ? own : usualOf(box);
    }
  }

  #change(box: HTMLInputElement): void {
    const key = box.value.trim();
    const other = this.#boxes().find(
      (one) =>
        one !== box && key !== "" && one.dataset["scope"] === scopeOf(box) && one.value === key,
    );
    if (other !== undefined) {
      this.#show();
      this.#say(`“${key}” is already the key for: ${actionOf(other)}`);
      return;
    }
    const bindings = new Map(keyBindings());
    if (key === usualOf(box)) bindings.delete(nameOf(box));
    else bindings.set(nameOf(box), key);
    this.#keep(bindings, key === "" ? `No key: ${actionOf(box)}` : `“${key}”: ${actionOf(box)}`);
  }

  #reset(): void {
    this.#keep(new Map(), "Every key is the usual one");
  }

  #keep(bindings: ReadonlyMap<string, unknown>, words: string): void {
    try {
      localStorage.setItem(KEY_BINDINGS, JSON.stringify(Object.fromEntries(bindings)));
      this.#say(words);
    } catch {
      this.#say("This browser keeps nothing for this page, so the keys stay as they are");
    }
    this.#show();
  }

  #say(words: string): void {
    const status = this.querySelector("[role=status]");
    if (status !== null) status.textContent = words;
  }
}

function scopeOf(box: HTMLInputElement): string {
  return box.dataset["scope"] ?? "";
}

function usualOf(box: HTMLInputElement): string {
  return box.dataset["key"] ?? "";
}

function nameOf(box: HTMLInputElement): string {
  return `${scopeOf(box)} ${usualOf(box)}`;
}

function actionOf(box: HTMLInputElement): string {
  return (box.ariaLabel ?? "").replace("Key for: ", "");
}
