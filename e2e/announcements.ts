import type { Page } from "@playwright/test";

/** Most that is taken down of a page. */
const MOST = 1_000;

/**
 * What the live regions of a page say, oldest first, as `polite: Running`; also over reloads. Call it before
 * the page goes anywhere.
 */
export async function listenToPage(page: Page): Promise<readonly string[]> {
  const heard: string[] = [];
  await page.exposeFunction("hearAnnouncement", (text: string) => {
    if (heard.length < MOST) heard.push(text);
  });
  await page.addInitScript(() => {
    if (globalThis.top !== globalThis.self) return;
    const tell = Reflect.get(globalThis, "hearAnnouncement") as (text: string) => void;
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        const region = (target instanceof Element ? target : target.parentElement)?.closest(
          "[aria-live]:not([aria-live=off])",
        );
        const text = region?.textContent.trim() ?? "";
        if (text !== "") tell(`${region?.getAttribute("aria-live")}: ${text}`);
      }
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
  return heard;
}
