import type { Cassette } from "#runtime/model/cassette/cassette.ts";

/** One step of a scripted answer: words, thoughts, a whole call of a tool, or an error, which is the last. */
export type Delta =
  | string
  | { readonly reasoning: string }
  | { readonly call: ScriptedCall }
  | { readonly error: string };

export interface ScriptedCall {
  /** Absent, one that is made of the call's place. */
  readonly id?: string;
  readonly name: string;
  /** An object, which is sent in pieces of a few letters, or the exact text. */
  readonly arguments: object | string;
}

/** What a model answers to one request: deltas in order, or a recorded answer as it came. */
export type Answer = readonly Delta[] | Cassette;

/**
 * When deltas are given: all at once; in the times of the recording (a list of deltas has 20 ms
 * between two); one a `step()`; or up to delta `at` and no further, until the test goes on.
 */
export type AnswerPacing =
  | "instant"
  | "recorded"
  | "stepped"
  | "held"
  | { readonly heldAt: number };

/** How an answer goes wrong at the place where it stands. */
export type Failure =
  /** An HTTP error in place of the answer, before its first delta. */
  | {
      readonly how: "status";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** An error that the stream itself tells. */
  | { readonly how: "error"; readonly message: string }
  /** The body ends as if all were said, without the marks of an end. */
  | { readonly how: "truncated" }
  /** The connection breaks. */
  | { readonly how: "cut" };

export function isCassette(answer: Answer): answer is Cassette {
  return "chunks" in answer;
}
