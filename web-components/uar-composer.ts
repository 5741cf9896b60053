import { urls } from "#views/urls.ts";
import { PLACEHOLDER } from "#views/chat/composer-words.ts";
import { outboxKey } from "./chat/outbox-key.ts";
import { keepDraft } from "./chat/draft.ts";
import { postForm } from "./chat/post-form.ts";

/** How long a stop may take before the next press forces it. */
const STOP_PATIENCE_MS = 2000;

/** The person asks to stop a run. */
export class StopEvent extends Event {
  static readonly type = "uar-stop";
  readonly run_id: string;

  constructor(run_id: string) {
    super(StopEvent.type, { bubbles: true });
    this.run_id = run_id;
  }
}

/**
 * Where the person writes. Enter sends, with Ctrl or Cmd at once, Shift+Enter begins a line, an input
 * method keeps its Enter.
 * `run` names the run that can be stopped.
 */
export class UarComposer extends HTMLElement {
  static readonly observedAttributes = ["run"];
  #gone = new AbortController();
  #stopping = "";
  #message = "";
  #hasFailed = false;
  #hasMore = false;

  connectedCallback(): void {
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    this.#textarea.addEventListener("keydown", (event) => this.#pressed(event), { signal });
    this.#textarea.addEventListener("input", () => this.#grow(), { signal });
    keepDraft(this.#textarea, `uar-draft-${this.getAttribute("session") ?? "new"}`, signal);
    this.#grow();
    const more = () => this.#loadMore();
    for (const type of ["focusin", "change"]) this.addEventListener(type, more, { signal });
    document.addEventListener("dragenter", more, { signal });
    if (hasUnsent(this)) this.#loadMore();

    this.#stopButton?.addEventListener("pointerdown", (event) => this.#pointed(event), { signal });
    this.#stopForm?.addEventListener("submit", (event) => this.#submitStop(event), { signal });
    this.addEventListener("htmx:before:request", () => this.#sending(), { signal });
    this.addEventListener("htmx:after:swap", () => this.#sent(), { signal });
    this.addEventListener("htmx:error", () => this.#failed(), { signal });
    this.addEventListener("htmx:response:error", () => this.#failed(), { signal });
  }

  disconnectedCallback(): void {
    this.#gone.abort();
    this.#hasMore = false;
  }

  attributeChangedCallback(): void {
    const run = this.getAttribute("run");
    this.dataset["mode"] = run === null ? "idle" : "running";
    this.#textarea.placeholder = run === null ? PLACEHOLDER.idle : PLACEHOLDER.running;
    if (this.#stopButton !== null) this.#stopButton.hidden = run === null;
    if (run !== null && this.isConnected) this.#loadMore();
    if (run !== null) this.#stopForm?.setAttribute("action", urls.interrupt(run));
    if (run !== this.#stopping) {
      this.#labelStop("Stop");
      this.#setForce(false);
    }
  }

  get isEmpty(): boolean {
    return this.#textarea.value === "";
  }

  /** Stops the run: the label says so in this frame, the command goes out at once. False without a run. */
  stop(): boolean {
    const run = this.getAttribute("run");
    if (run === null || this.#stopForm === null) return false;
    if (run === this.#stopping) return true;
    this.#stopping = run;
    this.#labelStop("Stopping");
    this.dispatchEvent(new StopEvent(run));
    postForm(this.#stopForm).catch(() => this.#stopAgain());
    setTimeout(() => this.#stopAgain(), STOP_PATIENCE_MS);
    return true;
  }

  get #textarea(): HTMLTextAreaElement {
    const textarea = this.querySelector("textarea");
    if (textarea === null) throw new Error("A composer needs a textarea");
    return textarea;
  }

  get #stopButton(): HTMLButtonElement | null {
    return this.querySelector(".stop");
  }

  get #stopForm(): HTMLFormElement | null {
    return this.querySelector("#stop-form");
  }

  #pointed(event: PointerEvent): void {
    if (event.button === 0) this.stop();
  }

  #submitStop(event: Event): void {
    event.preventDefault();
    this.stop();
  }

  #stopAgain(): void {
    if (this.#stopping === "" || this.#stopping !== this.getAttribute("run")) return;
    this.#stopping = "";
    this.#labelStop("Force stop");
    this.#setForce(true);
  }

  /** Whether the next press takes the last rung of the stop. */
  #setForce(force: boolean): void {
    const field = this.#stopForm?.querySelector<HTMLInputElement>("[name=force]");
    if (field) field.disabled = !force;
  }

  #labelStop(label: string): void {
    const text = this.#stopButton?.querySelector("span");
    if (text) text.textContent = label;
  }

  /** Keyboards that compose characters report their Enter with `isComposing`, older ones with code 229. */
  #pressed(event: KeyboardEvent): void {
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || event.altKey || composing) return;
    event.preventDefault();
    const button = event.ctrlKey || event.metaKey ? this.querySelector<HTMLElement>(".now") : null;
    const { value, required, form } = this.#textarea;
    if (value.trim() !== "" || !required) form?.requestSubmit(button);
  }

  /** What only those need who begin to write, or watch a run. */
  #loadMore(): void {
    if (this.#hasMore) return;
    this.#hasMore = true;
    import("./chat/composer-more.ts").then(
      ({ composerMore }) => composerMore(this, this.#gone.signal),
      reportError,
    );
  }

  #sending(): void {
    this.#hasFailed = false;
    this.#message = this.#textarea.value;
    this.#write("");
  }

  /** A refusal is swapped in, too: beside the form, where it stays to be read. */
  #sent(): void {
    if (this.#hasFailed) return;
    this.#message = "";
    const key = this.querySelector<HTMLInputElement>("input[name=idempotency_key]");
    if (key !== null) key.value = crypto.randomUUID();
    this.querySelector("#composer-error")?.replaceChildren();
  }

  /** What could not be sent comes back, before anything that was written meanwhile. */
  #failed(): void {
    this.#hasFailed = true;
    this.#write([this.#message, this.#textarea.value].filter((text) => text !== "").join("\n"));
    this.#message = "";
  }

  #write(text: string): void {
    this.#textarea.value = text;
    this.#textarea.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** Where the style sheet cannot do it. */
  #grow(): void {
    if (CSS.supports("field-sizing", "content")) return;
    this.#textarea.style.setProperty("height", "auto");
    this.#textarea.style.setProperty("height", `${this.#textarea.scrollHeight}px`);
  }
}

/** Whether messages of an earlier page still wait for the connection. */
function hasUnsent(composer: HTMLElement): boolean {
  try {
    return sessionStorage.getItem(outboxKey(composer)) !== null;
  } catch {
    return false;
  }
}
