import { html, render } from "lit/html.js";
import { beforeEach, expect, test, vi } from "vitest";

import { codeBlock } from "#views/markdown/code-block.ts";
import { codeButtons } from "./code-buttons.ts";
import { hasTimeToColor } from "./code-colors.ts";
import { enrichProse } from "./enrich-prose.ts";

let gone = new AbortController();
let host = document.body;

beforeEach(() => {
  gone.abort();
  gone = new AbortController();
  host = document.createElement("main");
  document.body.replaceChildren(host);
  CSS.highlights.clear();
});

test("code is coloured once its fence has closed, and not before", async () => {
  const show = page();

  show(true);
  await soon(() => expect(document.querySelector(".code")).not.toBeNull());
  await idle();
  expect(colored("keyword")).toEqual([]);
  show(false);

  await soon(() => expect(colored("keyword")).toEqual(["const"]));
});

test.each([
  ["a quick machine colours while words come", true, 6, true],
  ["a slow machine waits until the words have come", true, 40, false],
  ["a slow machine colours when none come", false, 40, true],
])("%s", (_, isWriting, learned_ms, expected) => {
  expect(hasTimeToColor({ isWriting, learned_ms })).toBe(expected);
});

test("a selection within code survives that it grows, closes and is coloured", async () => {
  const show = page();
  show(true);
  const text = textOfCode();
  getSelection()?.setBaseAndExtent(text, 6, text, 11);

  show(true, "const value = 1;\nconst other = 2;");
  show(false, "const value = 1;\nconst other = 2;");
  await soon(() => expect(colored("keyword")).toEqual(["const", "const"]));

  expect(getSelection()?.toString()).toBe("value");
  expect(textOfCode()).toBe(text);
});

test("colours go with the code that leaves the page", async () => {
  const show = page();
  show(false);
  await soon(() => expect(colored("keyword")).toEqual(["const"]));

  render(html`<div class="prose">${codeBlock("let b = 2;", "ts")}</div>`, host);

  await soon(() => expect(colored("keyword")).toEqual(["let"]));
});

test("lines wrap and stop wrapping, and the button says so", async () => {
  page()(false);
  const button = document.querySelector<HTMLButtonElement>("[data-code=wrap]");

  button?.click();
  await soon(() => expect(button?.ariaPressed).toBe("true"));
  expect(document.querySelector(".code[data-wrapped]")).not.toBeNull();
  button?.click();
  await soon(() => expect(button?.ariaPressed).toBe("false"));
});

test.each([
  ["ts", "code.ts"],
  ["python", "code.py"],
  ["", "code.txt"],
  ["../../x", "code.txt"],
  ["ts src/retry.ts", "retry.ts"],
])("code of %j is saved as %s", async (info, name) => {
  const saved: { name: string; text: Promise<string> }[] = [];
  page()(false, "const value = 1;", info);
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    saved.push({ name: this.download, text: fetch(this.href).then((answer) => answer.text()) });
  });

  document.querySelector<HTMLButtonElement>("[data-code=download]")?.click();

  await soon(() => expect(saved.map((file) => file.name)).toEqual([name]));
  expect(await saved[0]?.text).toBe("const value = 1;");
  vi.restoreAllMocks();
});

/** Prose with one block of code, as a run draws it. */
function page() {
  enrichProse(host, gone.signal);
  codeButtons(host, gone.signal);
  return (open: boolean, code = "const value = 1;", info = "ts") =>
    render(html`<div class="prose" ?data-open=${open}>${codeBlock(code, info)}</div>`, host);
}

function colored(kind: string): string[] {
  const ranges = [...(CSS.highlights.get(`code-${kind}`) ?? [])];
  return ranges.map(
    ({ startContainer, startOffset, endOffset }) =>
      startContainer.textContent?.slice(startOffset, endOffset) ?? "",
  );
}

function textOfCode(): Text {
  const nodes = [...(document.querySelector("code")?.childNodes ?? [])];
  const text = nodes.find((node) => node instanceof Text);
  if (text === undefined) throw new Error("The page has no code");
  return text;
}

function idle(): Promise<void> {
  return new Promise((resolve) => {
    requestIdleCallback(() => requestIdleCallback(() => resolve()));
  });
}

/** What does it is fetched first. */
function soon<Result>(look: () => Result | Promise<Result>): Promise<Result> {
  return vi.waitFor(look, { timeout: 10_000 });
}
