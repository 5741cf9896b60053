import { nothing, render } from "lit/html.js";

import { outboxView } from "#views/chat/outbox-view.ts";
import type { UarAnnounce } from "#web-components/uar-announce.ts";
import { outboxKey } from "./outbox-key.ts";
import { post, RefusalError } from "./post-form.ts";

/** The fields of a message's form as they were when it was sent. */
type Fields = Readonly<Record<string, string>>;

/** More than these wait for no connection: then a message stays in its box. */
const MAX_UNSENT = 50;

/**
 * Keeps what is sent while the page is offline, says so, and sends it in order once the connection is
 * back.
 *
 * 1. A message goes out under the key that it got when the person sent it: twice on its way, it
 *    becomes one turn.
 * 2. It leaves the page only after the server took it, or its words are back in the box.
 */
export class Outbox {
  readonly #composer: HTMLElement;
  readonly #key: string;
  readonly #place = document.createElement("div");
  #unsent: readonly Fields[];
  #isSending = false;

  constructor(composer: HTMLElement, signal: AbortSignal) {
    this.#composer = composer;
    this.#key = outboxKey(composer);
    this.#unsent = read(this.#key);
    composer.prepend(this.#place);
    this.#draw();
    composer.addEventListener("submit", (event) => this.#submitted(event), {
      capture: true,
      signal,
    });
    const connection = new MutationObserver(() => this.#flush());
    connection.observe(composer, { attributeFilter: ["data-connection"] });
    signal.addEventListener("abort", () => {
      connection.disconnect();
      this.#place.remove();
    });
    this.#flush();
  }

  get #isOffline(): boolean {
    return this.#composer.dataset["connection"] === "offline";
  }

  /** Files cannot be kept; a message with some is sent the ordinary way, and comes back to its box. */
  #submitted(event: SubmitEvent): void {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches(".composer")) return;
    if (!this.#isOffline || this.#unsent.length >= MAX_UNSENT) return;
    const fields = textFields(new FormData(form, event.submitter));
    if (fields === undefined) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#keep([...this.#unsent, fields]);
    this.#write("");
    const key = form.querySelector<HTMLInputElement>("[name=idempotency_key]");
    if (key !== null) key.value = crypto.randomUUID(); // (1)
    say("Kept here until the connection is back");
  }

  #flush(): void {
    if (this.#isSending || this.#composer.dataset["connection"] !== "live") return;
    this.#isSending = true;
    this.#sendAll()
      .catch(reportError)
      .finally(() => (this.#isSending = false));
  }

  async #sendAll(): Promise<void> {
    const address = this.#composer.querySelector<HTMLFormElement>("form.composer")?.action;
    for (let next = this.#unsent[0]; next !== undefined; next = this.#unsent[0]) {
      if (address === undefined || this.#isOffline) return;
      try {
        await post(address, new URLSearchParams(next));
        this.#forget(next); // (2)
      } catch (cause) {
        if (!(cause instanceof RefusalError)) return; // The connection is away again.
        this.#takeBack(next["idempotency_key"] ?? "");
        throw cause;
      }
    }
  }

  #takeBack(key: string): void {
    const found = this.#unsent.find((fields) => fields["idempotency_key"] === key);
    if (found === undefined) return;
    const written = this.#composer.querySelector("textarea")?.value ?? "";
    this.#write([found["message"] ?? "", written].filter((text) => text !== "").join("\n"));
    this.#forget(found);
  }

  #forget(sent: Fields): void {
    this.#keep(this.#unsent.filter((fields) => fields !== sent));
  }

  #keep(unsent: readonly Fields[]): void {
    this.#unsent = unsent;
    write(this.#key, unsent);
    this.#draw();
  }

  #draw(): void {
    const unsent = this.#unsent.map(({ idempotency_key = "", message = "" }) => ({
      idempotency_key,
      message,
    }));
    const list = outboxView(unsent, (key) => this.#takeBack(key));
    render(unsent.length === 0 ? nothing : list, this.#place);
  }

  #write(text: string): void {
    const textarea = this.#composer.querySelector("textarea");
    if (textarea === null) return;
    textarea.value = text;
    textarea.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function textFields(data: FormData): Fields | undefined {
  const fields: Record<string, string> = {};
  for (const [name, value] of data) {
    if (typeof value === "string") fields[name] = value;
    else if (value.size > 0) return undefined;
  }
  return fields;
}

/** Storage can be off, full or another program's; then messages wait as long as the page. */
function read(key: string): readonly Fields[] {
  try {
    // Written by `write`.
    return JSON.parse(sessionStorage.getItem(key) ?? "[]") as readonly Fields[];
  } catch {
    return [];
  }
}

function write(key: string, unsent: readonly Fields[]): void {
  try {
    if (unsent.length === 0) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(unsent));
  } catch {
    return;
  }
}

function say(text: string): void {
  document.querySelector<UarAnnounce>("uar-announce")?.say(text);
}
