import { urls } from "#views/urls.ts";
import { fetchFragment } from "#web-components/fragment.ts";

/** The run that the page is about: its events are meant by a bare number. */
const RUN_PAGE = /^\/runs\/(r_[^/]+)/;

addEventListener("uar-palette", () => {
  showPalette().catch(reportError);
});

/** Shows the box for everything over the page, with what the server offers before a word is written. */
async function showPalette(): Promise<void> {
  if (document.querySelector("#palette") !== null) return;
  await fetchFragment(urls.go(atHand()), { target: document.body, swap: "beforeend" });
  const dialog = document.querySelector<HTMLDialogElement>("#palette");
  const input = dialog?.querySelector("input");
  if (dialog == null || input == null) throw new Error("The server sent no box to go places with");
  bind(dialog, input);
  dialog.showModal();
}

function bind(dialog: HTMLDialogElement, input: HTMLInputElement): void {
  const results = new Results(dialog, input);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    const option = event.target instanceof Element ? event.target.closest("[data-href]") : null;
    if (option !== null) follow(option);
    else if (event.target === dialog) dialog.close();
  });
  input.addEventListener("input", () => {
    results.search().catch(reportError);
  });
  input.addEventListener("keydown", (event) => {
    const step = STEPS.get(event.key);
    if (step === undefined) return;
    event.preventDefault();
    results.move(step);
  });
  dialog.querySelector("form")?.addEventListener("submit", (event) => {
    event.preventDefault();
    results
      .settled()
      .then(() => results.go())
      .catch(reportError);
  });
}

const STEPS: ReadonlyMap<string, 1 | -1> = new Map([
  ["ArrowDown", 1],
  ["ArrowUp", -1],
]);

/** What was found, and which of it Enter takes. One search runs at a time, so the newest words win. */
class Results {
  readonly #dialog: HTMLDialogElement;
  readonly #input: HTMLInputElement;
  #asked = "";
  #searching: Promise<void> | undefined;

  constructor(dialog: HTMLDialogElement, input: HTMLInputElement) {
    this.#dialog = dialog;
    this.#input = input;
    this.#asked = input.value;
  }

  async search(): Promise<void> {
    this.#searching ??= this.#run().finally(() => {
      this.#searching = undefined;
    });
    return this.#searching;
  }

  /** Resolves once what is listed is what the words name. */
  async settled(): Promise<void> {
    await this.#searching;
  }

  move(step: 1 | -1): void {
    const options = [...this.#dialog.querySelectorAll("[role=option]")];
    const current = options.findIndex((option) => option.ariaSelected === "true");
    const next = options.at((current + step) % options.length);
    if (next === undefined) return;
    for (const option of options) option.ariaSelected = String(option === next);
    this.#input.setAttribute("aria-activedescendant", next.id);
    next.scrollIntoView({ block: "nearest" });
  }

  go(): void {
    const chosen = this.#dialog.querySelector("[role=option][aria-selected=true]");
    if (chosen !== null) follow(chosen);
  }

  async #run(): Promise<void> {
    while (this.#asked !== this.#input.value) {
      this.#asked = this.#input.value;
      const place = { target: "#go-results", swap: "outerHTML" } as const;
      await fetchFragment(`${urls.go(atHand())}${queryOf(this.#asked)}`, place);
    }
    const first = this.#dialog.querySelector("[role=option]");
    this.#input.setAttribute("aria-expanded", String(first !== null));
    if (first === null) this.#input.removeAttribute("aria-activedescendant");
    else this.#input.setAttribute("aria-activedescendant", first.id);
  }
}

function follow(option: Element): void {
  const href = option.getAttribute("data-href");
  if (href !== null) location.assign(href);
}

function atHand(): { readonly run?: string } {
  const run = RUN_PAGE.exec(location.pathname)?.[1];
  return run === undefined ? {} : { run };
}

/** Also an empty query is one: without it the answer would be the whole box. */
function queryOf(words: string): string {
  const sign = Object.keys(atHand()).length === 0 ? "?" : "&";
  return `${sign}q=${encodeURIComponent(words)}`;
}
