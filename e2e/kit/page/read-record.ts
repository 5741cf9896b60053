import type { Page } from "@playwright/test";

import type { Chat } from "./chat.ts";
import { type LongTask, type PageRecord, RECORD, type Shift } from "./page-record.ts";

/** What has moved in the document so far. */
export function shiftsOf({ page }: Chat): Promise<readonly Shift[]> {
  return page.evaluate(async (name) => {
    const record = Reflect.get(globalThis, name) as PageRecord; // set by recordPage()
    await record.settled();
    return record.shifts;
  }, RECORD);
}

/** What has kept the document from answering so far. */
export function longTasksOf({ page }: Chat): Promise<readonly LongTask[]> {
  return page.evaluate(async (name) => {
    const record = Reflect.get(globalThis, name) as PageRecord; // set by recordPage()
    await record.settled();
    return record.longTasks;
  }, RECORD);
}

/** Nodes that were removed from a conversation, with words that tell what they were. */
export interface Churn {
  readonly nodes: number;
  readonly words: string;
}

/**
 * What was removed from the conversation, but for the tail: the last block of an answer, which may be
 * drawn anew as long as it grows.
 */
export async function churnOf({ conversation, answer }: Chat): Promise<readonly Churn[]> {
  const answers = await answer.elementHandles();
  return conversation.evaluate(
    async (root, { name, answers: roots }) => {
      const record = Reflect.get(globalThis, name) as PageRecord; // set by recordPage()
      await record.settled();
      const churn = record.removals
        .filter(({ target }) => root.contains(target))
        .map(({ target, isFollowed, limit, before, last, words }) => {
          const own = roots.find((each) => each.contains(target)) ?? root;
          const isCutOff = limit !== undefined && limit !== own && own.contains(limit);
          return { nodes: isFollowed || isCutOff ? before + last : before, words };
        });
      return churn.filter(({ nodes }) => nodes > 0);
    },
    { name: RECORD, answers },
  );
}

/** Forgets what was taken down so far, so that only what comes counts. */
export async function forgetSoFar(page: Page): Promise<void> {
  await page.evaluate(async (name) => {
    const record = Reflect.get(globalThis, name) as PageRecord; // set by recordPage()
    await record.settled();
    record.forget();
  }, RECORD);
}
