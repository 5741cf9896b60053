import { expect as base } from "@playwright/test";

import type { Outcome } from "./matchers/outcome.ts";
import {
  churnsDomBelow,
  hasLongTasksBelow,
  makesNoRemoteRequests,
  raisesNoErrors,
  type RequestOptions,
  shiftsLayoutBy,
} from "./matchers/page-facts.ts";
import { type ResumeOptions, resumesWithin } from "./matchers/resume.ts";
import { keepsScrollAnchor, type ScrollOptions } from "./matchers/scroll-anchor.ts";
import { keepsSelection, type SelectionOptions } from "./matchers/selection.ts";
import { type StopOptions, stopsUpstreamWithin } from "./matchers/stop.ts";
import { showsTheSameAfterReload } from "./matchers/reload.ts";
import { duplicatesNoText, losesNoText, type TextOptions } from "./matchers/text.ts";
import type { Chat, ChatPlaces } from "./page/chat.ts";

/** Playwright's `expect` with what a chat owes those who read it while it streams. */
export const expect = base.extend({
  /** Every word that is expected comes to be shown, in its order. */
  toLoseNoText(chat: Chat, expected: string, options: TextOptions = {}): Promise<Outcome> {
    return losesNoText(chat, expected, this.isNot, options);
  },
  /** Nothing of the expected text is shown twice; without one, no run of eight words is. */
  toDuplicateNoText(chat: Chat, expected?: string, options: TextOptions = {}): Promise<Outcome> {
    return duplicatesNoText(chat, expected, options);
  },
  /** What a person has marked stays marked while `during` happens. */
  toKeepSelection(
    chat: Chat,
    during: () => Promise<unknown>,
    options: SelectionOptions = {},
  ): Promise<Outcome> {
    return keepsSelection(chat, during, options);
  },
  /** What a person reads, having scrolled up, stays where it is while `during` happens. */
  toKeepScrollAnchor(
    chat: Chat,
    during: () => Promise<unknown>,
    options: ScrollOptions = {},
  ): Promise<Outcome> {
    return keepsScrollAnchor(chat, during, options);
  },
  /** Presses Stop; the model's connection is closed within so many milliseconds. */
  toStopUpstreamWithin(chat: Chat, ms: number, options: StopOptions): Promise<Outcome> {
    return stopsUpstreamWithin(chat, ms, options);
  },
  /** Interrupts; all that was shown is shown again within so many milliseconds. */
  toResumeWithin(chat: Chat, ms: number, options: ResumeOptions): Promise<Outcome> {
    return resumesWithin(chat, ms, options);
  },
  /** After a reload the answer reads as it read before: what streamed in is what is kept. */
  toShowTheSameAfterReload(chat: Chat, options: TextOptions = {}): Promise<Outcome> {
    return showsTheSameAfterReload(chat, options);
  },
  /** Nothing was asked of another origin. */
  toMakeNoRemoteRequests(chat: Chat, options: RequestOptions = {}): Outcome {
    return makesNoRemoteRequests(chat, options);
  },
  /** No script failed and the console named no error. */
  toRaiseNoErrors(chat: Chat): Outcome {
    return raisesNoErrors(chat);
  },
  /** Fewer than so many nodes were taken out of the conversation, but for the tail that grows. */
  toChurnDomBelow(
    chat: Chat,
    nodes: number,
    options: Partial<Pick<ChatPlaces, "conversation" | "answer">> = {},
  ): Promise<Outcome> {
    return churnsDomBelow(chat, nodes, options);
  },
  /** Tasks of more than 50 ms took less than so many milliseconds in all. */
  toHaveLongTasksBelow(chat: Chat, ms: number): Promise<Outcome> {
    return hasLongTasksBelow(chat, ms);
  },
  /** What moved without the person's doing scored no more than this in all; 0 is nothing. */
  toShiftLayoutBy(chat: Chat, most: number): Promise<Outcome> {
    return shiftsLayoutBy(chat, most);
  },
});
