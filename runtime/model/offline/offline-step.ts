import type { Citation, Json } from "#runtime/event/shared.ts";

import type { CurrentTurn } from "#runtime/model/current-turn.ts";
import type { OfflineTools } from "./offline-tools.ts";

/** What the offline model does in one pass: ask for tools, or answer. */
export type OfflineStep =
  | { readonly kind: "call"; readonly thought: string; readonly calls: readonly PlannedCall[] }
  | { readonly kind: "answer"; readonly thought: string; readonly pieces: readonly AnswerPiece[] };

export interface PlannedCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, Json>>;
}

/** Markdown, or the place that the Markdown before it rests on. */
export type AnswerPiece = string | Omit<Citation, "index">;

/** All that a step may depend on: the same situation gives the same step. */
export interface Situation {
  readonly turn: CurrentTurn;
  readonly tools: OfflineTools;
  /** What the person's words ask to look for. */
  readonly keywords: readonly string[];
}
