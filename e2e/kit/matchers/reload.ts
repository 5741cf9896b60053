import type { Locator } from "@playwright/test";

import type { Chat } from "#e2e/kit/page/chat.ts";
import { type Outcome, outcome } from "./outcome.ts";
import type { TextOptions } from "./text.ts";
import { untilHeld } from "./until-held.ts";

/** What is shown now is shown after a reload, to the letter; white space does not count. */
export async function showsTheSameAfterReload(
  chat: Chat,
  { answer = chat.answer, timeout }: TextOptions,
): Promise<Outcome> {
  const before = await shownText(answer);
  await chat.page.reload();
  return untilHeld(false, timeout, async () => {
    const after = await shownText(answer);
    const at = firstDifference(before, after);
    const wrong = `"${piece(before, at)}" was there, and now "${piece(after, at)}" is`;
    return outcome("show the same after a reload", before === after ? [] : [wrong]);
  });
}

function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}

const PIECE_CHARS = 60;

function piece(text: string, at: number): string {
  return text.slice(Math.max(0, at - PIECE_CHARS / 2), at + PIECE_CHARS);
}

async function shownText(answer: Locator): Promise<string> {
  return (await answer.allInnerTexts()).join("\n").replaceAll(/\s+/g, " ").trim();
}
