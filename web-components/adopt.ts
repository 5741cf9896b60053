import { hydrate } from "@lit-labs/ssr-client";
import { render } from "lit/html.js";

/**
 * Takes over HTML that the server rendered from the same template and state: its nodes stay. Where
 * there is none, or it does not fit (another release rendered it), the template is rendered anew.
 */
export function adopt(template: unknown, container: HTMLElement): void {
  if (isRendered(container) && isHydrated(template, container)) return;
  container.replaceChildren();
  render(template, container);
}

function isHydrated(template: unknown, container: HTMLElement): boolean {
  fillEmptyTexts(container);
  try {
    hydrate(template, container);
    return true;
  } catch {
    return false;
  }
}

function isRendered(container: HTMLElement): boolean {
  return [...container.childNodes].some(
    (node) => node instanceof Comment && node.data.startsWith("lit-part "),
  );
}

/** An empty text leaves no node in HTML, but Lit writes the next text into the one that it expects. */
function fillEmptyTexts(container: HTMLElement): void {
  const comments = document.createTreeWalker(container, NodeFilter.SHOW_COMMENT);
  for (let node = comments.nextNode(); node !== null; node = comments.nextNode()) {
    const next = node.nextSibling;
    if (!(node instanceof Comment) || node.data !== "lit-part") continue;
    if (next instanceof Comment && next.data === "/lit-part") node.after("");
  }
}
