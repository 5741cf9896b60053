import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

import { rendered } from "#views/rendered.ts";
import { markdown } from "./markdown.ts";
import { MarkdownStream } from "./markdown-stream.ts";

const CORPORA = new URL("../../../shared/data/corpora/", import.meta.url);

const OWN = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<svg/onload=alert(1)>",
  '<div data-hx-get="/x" data-hx-trigger="load">x</div>',
  "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
  "[x](javascript:alert(1))",
  "[x](  javascript:alert(1) )",
  "[x](<java\nscript:alert(1)>)",
  "[x](data:text/html;base64,PHNjcmlwdD4=)",
  "![x](javascript:alert(1))",
  '![x](https://h.test/x" onerror="alert(1))',
  '[x](https://h.test "\\" onmouseover=alert(1) x=\\"")',
  "<javascript:alert(1)>",
  '<https://h.test/"onmouseover=alert(1)>',
  "[x]: javascript:alert(1)\n\n[x]",
  '```"><script>alert(1)</script>\ncode\n```',
  "| <script>alert(1)</script> | b |\n|--|--|\n| [x](javascript:alert(1)) | <img src=x> |",
  "[a](https://h.test)[b](javascript:alert(1)) [c][d]\n\n[d]: vbscript:x",
  "</div></uar-run><script>alert(1)</script><!--",
  "<!--/lit-part--><!--lit-part AEmR7W+R0Ak=-->",
  "\u0000<b>\u0000</b>",
  "<a href='&#106;avascript:alert(1)'>x</a> [x](&#106;avascript:alert(1))",
];

test("our own hostile texts make no element or attribute that acts", async () => {
  for (const text of OWN) await expectHarmless(text);
});

test.for([
  ["dompurify/expect.json", payloads],
  ["naughty-strings/blns.json", strings],
  ["xss/owasp-filter-evasion.txt", lines],
  ["commonmark/commonmark-0.31.2.json", examples],
  ["commonmark/gfm-0.29.json", examples],
] as const)("the texts of %s make no element or attribute that acts", async (corpus, { skip }) => {
  const [file, read] = corpus;
  const place = new URL(file, CORPORA);
  skip(!existsSync(place), `The corpus is not at ${place.pathname}`);
  const texts = read(readFileSync(place, "utf8"));

  expect(texts.length).toBeGreaterThan(10);
  for (const text of texts) await expectHarmless(text);
});

test("the examples of CommonMark stream to the same end, whatever the chunks", ({ skip }) => {
  const place = new URL("commonmark/commonmark-0.31.2.json", CORPORA);
  skip(!existsSync(place), `The CommonMark examples are not at ${place.pathname}`);

  for (const text of examples(readFileSync(place, "utf8"))) {
    const stream = new MarkdownStream();
    for (let end = 1; end < text.length; end++) stream.read(text.slice(0, end), true);

    expect(stream.read(text, false)).toEqual(new MarkdownStream().read(text, false));
  }
});

const ELEMENTS = new Set(
  "a b blockquote br button code del div em figcaption figure h3 h4 h5 hr i li ol p pre span strong sup svg table tbody td th thead tr uar-math ul use".split(
    " ",
  ),
);
const ATTRIBUTES = new Set(
  "aria-hidden aria-label aria-pressed class data-align data-code data-copy data-depth data-language data-wide dir display href rel role scope start tabindex target tex title type".split(
    " ",
  ),
);

const TAG = /<\/?([a-z][a-z0-9-]*)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*\/?>/g;
const ATTRIBUTE = /([a-z-]+)(?:="([^"]*)")?/g;

/** Looks at every tag that was rendered: nothing but these elements, these attributes, safe links. */
async function expectHarmless(text: string): Promise<void> {
  const html = await rendered(markdown(text, false, { run_id: "r_1", citations: [] }));

  expect({ text, offences: [...offences(html)] }).toEqual({ text, offences: [] });
}

function* offences(html: string): Generator<string> {
  if (html.replaceAll(TAG, "").includes("<")) yield "a tag that is none of ours";
  for (const [tag, name = "", attributes = ""] of html.matchAll(TAG)) {
    if (!ELEMENTS.has(name)) yield tag;
    for (const [, attribute = "", value = ""] of attributes.matchAll(ATTRIBUTE)) {
      if (!ATTRIBUTES.has(attribute)) yield tag;
      if (attribute === "href" && !/^(?:https?:\/\/|mailto:|#)/i.test(value)) yield tag;
    }
  }
}

function payloads(json: string): readonly string[] {
  return (JSON.parse(json) as { payload: string }[]).map(({ payload }) => payload);
}

function strings(json: string): readonly string[] {
  return JSON.parse(json) as string[];
}

function lines(text: string): readonly string[] {
  return text.split("\n");
}

function examples(json: string): readonly string[] {
  return (JSON.parse(json) as { markdown: string }[]).map(({ markdown: source }) => source);
}
