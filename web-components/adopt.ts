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
