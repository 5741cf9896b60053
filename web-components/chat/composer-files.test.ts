import { afterEach, beforeEach, expect, test } from "vitest";

import { composerFiles } from "./composer-files.ts";

let composer: HTMLElement;
let message: HTMLTextAreaElement;
let input: HTMLInputElement;
let gone: AbortController;

beforeEach(() => {
  gone = new AbortController();
  composer = document.createElement("div");
  message = Object.assign(document.createElement("textarea"), { required: true });
  input = Object.assign(document.createElement("input"), { type: "file", multiple: true });
  const place = Object.assign(document.createElement("output"), { className: "chosen-files" });
  composer.append(message, place, input);
  document.body.replaceChildren(composer);
  composerFiles(composer, gone.signal);
});

afterEach(() => gone.abort());

test("files that are dropped on the page are chosen, beside those from the field", () => {
  choose(new File(["1"], "one.txt"));
  drop(new File(["22"], "two.txt"));

  expect(names()).toEqual(["one.txt", "two.txt"]);
  expect(composer.querySelector("output")?.textContent).toMatch(/one\.txt\s*1 B[\s\S]*two\.txt/);
  expect(message.required).toBe(false);
});

test("a chosen file can be removed, and the focus goes back to the words", () => {
  drop(new File(["1"], "one.txt"), new File(["2"], "two.txt"));

  composer.querySelector<HTMLButtonElement>("[aria-label='Remove one.txt']")?.click();

  expect(names()).toEqual(["two.txt"]);
  expect(document.activeElement).toBe(message);
});

test("a long text that is pasted becomes a file, a short one stays what it is", async () => {
  const short = paste({ text: "a".repeat(2_000) });
  const long = paste({ text: "é".repeat(2_001) });

  expect([short.defaultPrevented, long.defaultPrevented]).toEqual([false, true]);
  expect(names()).toEqual(["pasted.txt"]);
  expect(await input.files?.[0]?.text()).toBe("é".repeat(2_001));
});

test("a picture that is pasted is chosen", () => {
  const event = paste({ file: new File(["x"], "image.png", { type: "image/png" }) });

  expect(event.defaultPrevented).toBe(true);
  expect(names()).toEqual(["image.png"]);
});

test("what is sent is chosen no longer, and comes back when it was refused", () => {
  drop(new File(["1"], "one.txt"));

  composer.dispatchEvent(new Event("htmx:before:request"));
  expect(names()).toEqual([]);
  expect(message.required).toBe(true);
  drop(new File(["2"], "two.txt"));
  composer.dispatchEvent(new Event("htmx:error"));

  expect(names()).toEqual(["one.txt", "two.txt"]);
});

test("what was sent does not come back with a later failure", () => {
  drop(new File(["1"], "one.txt"));
  composer.dispatchEvent(new Event("htmx:before:request"));
  composer.dispatchEvent(new Event("htmx:after:swap"));

  composer.dispatchEvent(new Event("htmx:before:request"));
  composer.dispatchEvent(new Event("htmx:error"));

  expect(names()).toEqual([]);
});

function names(): readonly string[] {
  return [...(input.files ?? [])].map(({ name }) => name);
}

function transfer(...files: readonly File[]): DataTransfer {
  const list = new DataTransfer();
  for (const file of files) list.items.add(file);
  return list;
}

function choose(...files: readonly File[]): void {
  input.files = transfer(...files).files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function drop(...files: readonly File[]): void {
  const init = { bubbles: true, cancelable: true, dataTransfer: transfer(...files) };
  document.body.dispatchEvent(new DragEvent("drop", init));
}

function paste({ text = "", file }: { text?: string; file?: File }): ClipboardEvent {
  const clipboardData = file === undefined ? new DataTransfer() : transfer(file);
  if (text !== "") clipboardData.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { cancelable: true, clipboardData });
  message.dispatchEvent(event);
  return event;
}
