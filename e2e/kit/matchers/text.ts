import type { Locator } from "@playwright/test";

import type { Chat } from "#e2e/kit/page/chat.ts";
import { type Outcome, outcome } from "./outcome.ts";
import { align, repeatedRuns, repetitions, wordsOf } from "./words.ts";
import { untilHeld } from "./until-held.ts";

export interface TextOptions {
  /** Another place than the chat's answer. */
  readonly answer?: Locator;
  /** How long the page may take to show it, in milliseconds; absent, 20 s. */
  readonly timeout?: number;
}

/** The words that an answer shows. */
export async function shownWords(answer: Locator): Promise<readonly string[]> {
  return wordsOf((await answer.allInnerTexts()).join("\n"));
}

/** Every word that is expected comes to be shown, in its order; what stands between them is not judged. */
export async function losesNoText(
  chat: Chat,
  expected: string,
  isNot: boolean,
  { answer = chat.answer, timeout }: TextOptions,
): Promise<Outcome> {
  const words = wordsOf(expected);
  return untilHeld(isNot, timeout, async () => {
    const { missing } = align(words, await shownWords(answer));
    const gaps = missing.map((gap) => `"${gap.words}" is missing behind "${gap.after}"`);
    return outcome("lose no text", gaps);
  });
}

/** A stretch of so many words hardly comes twice in one answer by itself. */
const RUN_WORDS = 8;

/** Nothing that is expected is shown twice; without an expected text, no longer run of words is. */
export async function duplicatesNoText(
  chat: Chat,
  expected: string | undefined,
  { answer = chat.answer }: TextOptions,
): Promise<Outcome> {
  const shown = await shownWords(answer);
  const twice =
    expected === undefined ? repeatedRuns(shown, RUN_WORDS) : repetitions(wordsOf(expected), shown);
  return outcome(
    "duplicate no text",
    twice.map((run) => `"${run}" is shown again`),
  );
}
