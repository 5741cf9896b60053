import type { JSHandle, Locator } from "@playwright/test";

import type { Chat } from "#e2e/kit/page/chat.ts";
import { type Outcome, outcome } from "./outcome.ts";

export interface ScrollOptions {
  /** The list that scrolls, or what it lies in, or what lies in it; absent, the chat's conversation. */
  readonly conversation?: Locator;
  /** How far the person scrolls up before, in pixels. */
  readonly by?: number;
}

const CLAIM = "keep the place that is read";
const SCROLL_PX = 200;
const STILL_PX = 1;

/** What a person reads stays where it is after they scrolled up, whatever comes below. */
export async function keepsScrollAnchor(
  chat: Chat,
  during: () => Promise<unknown>,
  { conversation = chat.conversation, by = SCROLL_PX }: ScrollOptions,
): Promise<Outcome> {
  const scroller = await scrollerOf(conversation);
  await conversation.hover();
  await chat.page.mouse.wheel(0, -by);
  if (!(await scroller.evaluate(comesToRest))) {
    return outcome(CLAIM, ["it did not let itself be scrolled up"]);
  }
  const anchor = await scroller.evaluateHandle(read);
  await during();
  const { words, px } = await anchor.evaluate(moved);
  if (px === undefined) return outcome(CLAIM, [`"${words}" was taken out of the page`]);
  const wrong = Math.abs(px) <= STILL_PX ? [] : [`"${words}" moved by ${Math.round(px)} px`];
  return outcome(CLAIM, wrong);
}

interface Scroller {
  readonly element: Element;
  readonly from: number;
}

async function scrollerOf(conversation: Locator): Promise<JSHandle<Scroller>> {
  const found = await conversation.evaluateHandle((list) => {
    const around: Element[] = [];
    for (let each: Element | null = list; each !== null; each = each.parentElement)
      around.push(each);
    const all = [...around, ...list.querySelectorAll("*")];
    const element = all.find(({ scrollTop }) => scrollTop > 0) ?? document.documentElement;
    return { element, from: element.scrollTop };
  });
  if ((await found.evaluate(({ from }) => from)) > 0) return found;
  throw new Error("The conversation cannot be scrolled up: give it more text first");
}

/** In the page: whether it has moved up and stands still within two seconds of frames. */
async function comesToRest({ element, from }: Scroller): Promise<boolean> {
  const MOST_FRAMES = 120;
  let before = from;
  for (let frame = 0; frame < MOST_FRAMES; frame += 1) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const now = element.scrollTop;
    if (now < from && now === before) return true;
    before = now;
  }
  return false;
}

interface Anchor {
  readonly element: Element;
  readonly top: number;
}

/** In the page: what stands near the middle of the list, the smallest that has text of its own. */
function read({ element: scroller }: Scroller): Anchor {
  const STEP_PX = 8;
  const { left, right, top, bottom } = scroller.getBoundingClientRect();
  const [first, last] = [Math.max(top, 0), Math.min(bottom, innerHeight)];
  const inside: Element[] = [];
  for (let away = 0; away < (last - first) / 2; away += STEP_PX) {
    for (const y of [(first + last) / 2 + away, (first + last) / 2 - away]) {
      const found = document.elementFromPoint((left + right) / 2, y);
      if (found !== null && found !== scroller && scroller.contains(found)) inside.push(found);
    }
  }
  const hasText = (each: Element) =>
    [...each.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? "").trim() !== "",
    );
  const element = inside.find(hasText) ?? inside[0];
  if (element === undefined) throw new Error("Nothing of the conversation can be seen");
  return { element, top: element.getBoundingClientRect().top };
}

/** In the page: how far the anchor has moved once what happened was drawn. */
async function moved({ element, top }: Anchor): Promise<{ words: string; px?: number }> {
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const words = element.textContent?.trim().slice(0, 60) ?? "";
  return element.isConnected ? { words, px: element.getBoundingClientRect().top - top } : { words };
}
