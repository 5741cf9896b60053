import type { Locator } from "@playwright/test";

import type { Chat } from "#e2e/kit/page/chat.ts";
import { type Outcome, outcome } from "./outcome.ts";

export interface SelectionOptions {
  /** What is selected; absent, the first piece of text of the chat's answer. */
  readonly of?: Locator;
}

/** What a person has marked stays marked, whatever happens meanwhile. */
export async function keepsSelection(
  chat: Chat,
  during: () => Promise<unknown>,
  { of = chat.answer }: SelectionOptions,
): Promise<Outcome> {
  const marked = await of.first().evaluate((place) => {
    const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    let text = texts.nextNode();
    while (text !== null && (text.textContent ?? "").trim() === "") text = texts.nextNode();
    if (text === null) return "";
    getSelection()?.setBaseAndExtent(text, 0, text, text.textContent?.length ?? 0);
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
