import { expect, type Page } from "@playwright/test";

import { watchRequests } from "./kit/page/foreign-requests.ts";

/** A page that is watched for what hostile text could make it do. */
export interface WatchedPage {
  /** Fails where a text ran, asked for anything, became an element that acts, or widened the page. */
  expectHarmless(where: string): Promise<void>;
}

/** What `OWN_TEXTS` would have asked of the page's own server. */
const TRAP = /\/trap/;

/** Watches a page from before it goes anywhere. */
export async function watchPage(page: Page): Promise<WatchedPage> {
  const done: string[] = [];
  const foreign = watchRequests(page);
  page.on("dialog", (dialog) => {
    done.push(`dialog "${dialog.message()}"`);
    return dialog.dismiss();
  });
  page.on("request", (request) => {
    if (TRAP.test(new URL(request.url()).pathname)) done.push(`request ${request.url()}`);
  });
  page.on("pageerror", (error) => done.push(`error ${error.message}`));
  await page.exposeFunction("tellViolation", (violation: string) => done.push(violation));
  await page.addInitScript(() => {
    // What a bundle tries in its own frame is for that frame's policy to stop.
    if (globalThis.top !== globalThis.self) return;
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      const tell = Reflect.get(globalThis, "tellViolation") as (violation: string) => void;
      tell(`policy ${violatedDirective} ${blockedURI}`);
    });
  });
  return {
    expectHarmless: async (where) => {
      expect(await page.evaluate(actingParts), where).toEqual([]);
      expect(done, where).toEqual([]);
      expect(foreign.requests(), where).toEqual([]);
    },
  };
}

/** Runs in the page: what in it acts, or is wider than the screen, and was not made by the playground. */
function actingParts(): readonly string[] {
  const root = document.documentElement;
  const facts = [
    ["hacked" in globalThis, "a script has run"],
    [root.scrollWidth > root.clientWidth, `the page is ${root.scrollWidth} pixels wide`],
  ] as const;
  const script = "script:not([nonce]):not([type='application/json']), style:not([nonce])";
  const loads = "base, meta, object, embed, link, img:not([src^='/files/'])";
  const named = ".prose :is([hx-get], [data-hx-get], [hx-on], [id])";
  const elements = document.querySelectorAll(`body :is(${script}, ${loads}), ${named}`);
  const acts = ({ name, value }: Attr) =>
    /^(on.*|srcdoc|formaction)$/.test(name) ||
    (/^(href|src|action|xlink:href)$/.test(name) &&
      /^\s*(javascript|data|vbscript):/i.test(value)) ||
    (name.includes("hx-") && /trap|hacked/.test(value));
  const attributes = [...document.querySelectorAll("body *")]
    .flatMap((element) => [...element.attributes])
    .filter(acts);
  return [
    ...facts.filter(([isSo]) => isSo).map(([, words]) => words),
    ...[...elements].map((element) => `element ${element.localName} "${element.className}"`),
    ...attributes.map(({ name, value }) => `attribute ${name}="${value}"`),
  ];
}
