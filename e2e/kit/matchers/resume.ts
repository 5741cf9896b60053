import type { Locator } from "@playwright/test";

import type { Chat } from "#e2e/kit/page/chat.ts";
import { type Outcome, outcome } from "./outcome.ts";
import { shownWords } from "./text.ts";
import { align, wordsOf } from "./words.ts";

export interface ResumeOptions {
  /** What interrupts and what ends the interruption: a reload, a proxy that is healed, a new server. */
  readonly by: () => Promise<unknown>;
  /** What must be shown then; absent, all that was shown before. */
  readonly text?: string;
  /** Another place than the chat's answer. */
  readonly answer?: Locator;
}

const LOOK_MS = 20;

/** After an interruption the page shows all that it showed, within so many milliseconds of its start. */
export async function resumesWithin(
  chat: Chat,
  ms: number,
  { by, text, answer = chat.answer }: ResumeOptions,
): Promise<Outcome> {
  const claim = `show its text again within ${ms} ms`;
  const words = text === undefined ? await shownWords(answer) : wordsOf(text);
  if (words.length === 0)
    throw new Error("There is no text to lose yet: let the answer begin first");
  const started = performance.now();
  await by();
  for (;;) {
    const { missing } = align(words, await shownWords(answer));
    const took = Math.round(performance.now() - started);
    if (missing.length === 0) return outcome(claim, took <= ms ? [] : [`it took ${took} ms`]);
    if (took > ms) {
      return outcome(
        claim,
        missing.map((gap) => `"${gap.words}" is missing behind "${gap.after}"`),
      );
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
