import { whenIdle } from "./when-idle.ts";

/** Blocks of code, but not what is still being written. */
const CODE = ".prose .code:not(.prose[data-open] > :last-child, .prose[data-open] > :last-child *)";

/** Formulas that the server has not drawn, and those that may yet become others. */
const MATH = "uar-math:not(:defined, [data-drawn]), .prose[data-open] uar-math:not(:defined)";

/**
 * Adds to prose what takes more than its words, once the browser has time: colours in code whose
 * fence has closed, formulas. What does so is fetched when the page has such code, or a formula.
 */
export function enrichProse(root: HTMLElement, signal: AbortSignal): void {
  let isAsked = false;
  const look = (): void => {
    if (isAsked) return;
    isAsked = true;
    whenIdle(() => {
      isAsked = false;
      if (!signal.aborted) enrich(root).catch(reportError);
    });
  };
  const observer = new MutationObserver(look);
  observer.observe(root, { childList: true, subtree: true, attributeFilter: ["data-open"] });
  signal.addEventListener("abort", () => observer.disconnect());
  look();
}

async function enrich(root: HTMLElement): Promise<void> {
  const code = [...root.querySelectorAll<HTMLElement>(CODE)];
  if (code.length > 0) await color(root, code);
  // By its name alone an element is found at once; a selector would read the whole page after each change.
  const formulas = [...root.getElementsByTagName("uar-math")];
  if (formulas.some((formula) => formula.matches(MATH))) await defineMath();
}

/** A slow machine colours once the words have come: that the text has ended is a change that is looked at. */
async function color(root: HTMLElement, code: readonly HTMLElement[]): Promise<void> {
  const { colorCode, isTimeToColor } = await import("./code-colors.ts");
  if (isTimeToColor(root)) colorCode(code);
}

async function defineMath(): Promise<void> {
  const { UarMath } = await import("./uar-math.ts");
  if (customElements.get("uar-math") === undefined) customElements.define("uar-math", UarMath);
}
