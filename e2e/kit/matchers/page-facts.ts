import type { Chat, ChatPlaces } from "#e2e/kit/page/chat.ts";
import { churnOf, longTasksOf, shiftsOf } from "#e2e/kit/page/read-record.ts";
import { type Outcome, outcome } from "./outcome.ts";

export interface RequestOptions {
  /** Origins that the page may ask. */
  readonly allowed?: readonly string[];
}

/** Nothing was asked of another origin, since the chat was watched. */
export function makesNoRemoteRequests(chat: Chat, { allowed }: RequestOptions): Outcome {
  return outcome("make no remote requests", chat.foreign.requests(allowed));
}

/** No script failed and the console named no error, since the chat was watched. */
export function raisesNoErrors(chat: Chat): Outcome {
  return outcome("raise no errors", chat.errors);
}

/** Fewer than so many nodes were taken out of the conversation, but for the tail that grows. */
export async function churnsDomBelow(
  chat: Chat,
  most: number,
  places: Partial<Pick<ChatPlaces, "conversation" | "answer">>,
): Promise<Outcome> {
  const churn = await churnOf({ ...chat, ...places });
  const nodes = churn.reduce((sum, each) => sum + each.nodes, 0);
  const worst = churn.toSorted((one, other) => other.nodes - one.nodes);
  const wrong = worst.map((each) => `${each.nodes} nodes at once, with "${each.words}"`);
  return outcome(
    `remove fewer than ${most} nodes`,
    nodes < most ? [] : [`${nodes} nodes`, ...wrong],
  );
}

/** Tasks of more than 50 ms took less than so many milliseconds in all. */
export async function hasLongTasksBelow(chat: Chat, most: number): Promise<Outcome> {
  const tasks = await longTasksOf(chat);
  const ms = tasks.reduce((sum, task) => sum + task.ms, 0);
  const wrong = [`${ms} ms in all`, ...tasks.map((task) => `${task.ms} ms at once`)];
  return outcome(`have long tasks of less than ${most} ms`, ms < most ? [] : wrong);
}

/** What moved without the person's doing scored no more than this, all shifts of the document together. */
export async function shiftsLayoutBy(chat: Chat, most: number): Promise<Outcome> {
  const shifts = await shiftsOf(chat);
  const score = shifts.reduce((sum, shift) => sum + shift.score, 0);
  const wrong = shifts.map((shift) => [shift.score, ...shift.moved].join(" "));
  return outcome(`shift its layout by ${most} at most`, score <= most ? [] : wrong);
}
