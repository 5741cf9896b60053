import type { Page } from "@playwright/test";

/** What must never happen on a page, collected from its first request on. */
export interface Watch {
  /** Script errors and violations of the content security policy. */
  readonly errors: readonly string[];
  /** Requests that left for another origin. */
  readonly foreign: readonly string[];
}

const BLOCKED = ["csp", "net::ERR_BLOCKED_BY_CSP"];

/** Watches a page of an origin. Call it before the page goes anywhere. */
export function watch(page: Page, origin: string): Watch {
  const errors: string[] = [];
  const foreign: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.origin !== origin) foreign.push(request.url());
  });
  page.on("requestfailed", (request) => {
    // The browser names a request also when the policy of its frame kept it from leaving.
    if (!BLOCKED.includes(request.failure()?.errorText ?? "")) return;
    foreign.splice(foreign.indexOf(request.url()), 1);
  });
  return { errors, foreign };
}

/** What moved on a page so far without the person's doing; each with its score and place. */
export async function layoutShifts(page: Page): Promise<readonly string[]> {
  return page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        interface Shift extends PerformanceEntry {
          readonly value: number;
          readonly sources: readonly { readonly node: Node | null }[];
        }
        const words = (node: Node | null): string => {
          const element = node instanceof Element ? node : node?.parentElement;
          const text = node?.textContent?.trim().slice(0, 60);
          return `"${text}" of ${element?.className} in ${element?.parentElement?.className}`;
        };
        new PerformanceObserver((list) => {
          const shifts = list.getEntries() as Shift[];
          resolve(
            shifts.map(({ value, sources }) =>
              [value, ...sources.map(({ node }) => words(node))].join(" "),
            ),
          );
        }).observe({ type: "layout-shift", buffered: true });
        requestAnimationFrame(() => requestAnimationFrame(() => resolve([])));
      }),
  );
}
