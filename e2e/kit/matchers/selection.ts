import type { Locator } from "@playwright/test";

import type { Chat } from "#e2e/kit/page/chat.ts";
import { type Outcome, outcome } from "./outcome.ts";

export interface SelectionOptions {
  /** What is selected; absent, the first words of the chat's answer. */
  readonly of?: Locator;
}

/** What a person has marked stays marked, whatever happens meanwhile. */
export async function keepsSelection(
  chat: Chat,
  during: () => Promise<unknown>,
  { of = chat.answer }: SelectionOptions,
): Promise<Outcome> {
  const marked = await of.first().evaluate((place) => {
    const MOST = 80; // letters, so that a message can name them
    const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    let node = texts.nextNode();
    while (node !== null && (node.textContent ?? "").trim() === "") node = texts.nextNode();
    if (node === null) return "";
    // Whether white space at an end is shown depends on what follows.
    const text = node.textContent ?? "";
    const from = text.length - text.trimStart().length;
    getSelection()?.setBaseAndExtent(
      node,
      from,
      node,
      from + text.trim().slice(0, MOST).trimEnd().length,
    );
    return getSelection()?.toString() ?? "";
  });
  if (marked === "") throw new Error("There is no text to select yet: let the answer begin first");
  await during();
  const left = await chat.page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return getSelection()?.toString() ?? "";
  });
  const lost = left === marked ? [] : [`"${marked}" was selected, and then "${left}" was`];
  return outcome("keep the selection", lost);
}
