import { urls } from "#views/urls.ts";
import { quietForms } from "./chat/quiet-forms.ts";
import { loadFragment } from "./fragment.ts";

/** So often at most is a run that goes on drawn anew. */
const REDRAW_MS = 250;

/**
 * `<uar-trial run=… after=… lanes=…>` shows a run as the server draws it, and draws it anew when one of its lanes says
 * something after that place, until the run has ended: the fragment that comes then names no run.
 */
export class UarTrial extends HTMLElement {
  #gone = new AbortController();
  #timer: number | undefined;

  connectedCallback(): void {
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    quietForms(this, signal);
    const run = this.getAttribute("run");
    if (run === null) return;
    const source = new EventSource(urls.runLanes(run, { after: this.getAttribute("after") ?? "" }));
    signal.addEventListener("abort", () => source.close());
    for (const lane of (this.getAttribute("lanes") ?? "").split(" ")) {
      source.addEventListener(lane, () => this.#draw(), { signal });
    }
    // The stream of a run that has ended closes; one that broke off is asked for again by what comes next.
    source.addEventListener("error", () => this.#draw(), { signal });
  }

  disconnectedCallback(): void {
    this.#gone.abort();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #draw(): void {
    this.#timer ??= window.setTimeout(() => {
      this.#timer = undefined;
      loadFragment(location.pathname + location.search, { target: this, swap: "outerHTML" });
    }, REDRAW_MS);
  }
}
