import type { Locator, Page } from "@playwright/test";

import { type Foreign, watchRequests } from "./foreign-requests.ts";
import { recordPage } from "./page-record.ts";
import { watchErrors } from "./page-errors.ts";
import { forgetSoFar } from "./read-record.ts";

/** Where things are on a chat page. What is left out is found by role and name. */
export interface ChatPlaces {
  /** The list of messages; absent, the page's log, or its main part where there is none. */
  readonly conversation: Locator;
  /** The text of the answer that a test is about; absent, the whole conversation. */
  readonly answer: Locator;
  /** Where a person writes; absent, the last text box. */
  readonly composer: Locator;
  /** Absent, the button whose name begins with "Send". */
  readonly send: Locator;
  /** Absent, the button in whose name "stop" is a word. */
  readonly stop: Locator;
}

/** A chat page with everything that the matchers know about it. */
export interface Chat extends ChatPlaces {
  readonly page: Page;
  /** Requests that left for another origin than the page's first, oldest first. */
  readonly foreign: Foreign;
  /** Script errors and what the console calls errors, oldest first. */
  readonly errors: readonly string[];
  /** Writes a message and sends it. */
  ask(message: string): Promise<void>;
  /** Lets what moved, blocked and was removed so far count no more. */
  forget(): Promise<void>;
}

/**
 * Watches a page from its first byte on: call it before the page goes anywhere. What moves, what
 * blocks and what is removed belongs to a document: a reload starts anew.
 */
export async function watchChat(page: Page, places: Partial<ChatPlaces> = {}): Promise<Chat> {
  await page.addInitScript(recordPage);
  const found = { ...usualPlaces(page), ...places };
  return {
    page,
    ...found,
    answer: places.answer ?? found.conversation,
    foreign: watchRequests(page),
    errors: watchErrors(page),
    ask: async (message) => {
      await found.composer.fill(message);
      await found.send.click();
    },
    forget: () => forgetSoFar(page),
  };
}

function usualPlaces(page: Page): Omit<ChatPlaces, "answer"> {
  return {
    // A log lies within the main part, and so behind it in the order of the document.
    conversation: page.getByRole("main").or(page.getByRole("log")).last(),
    composer: page.getByRole("textbox").last(),
    send: page.getByRole("button", { name: /^send\b/i }).first(),
    stop: page.getByRole("button", { name: /\bstop\b/i }).first(),
  };
}
