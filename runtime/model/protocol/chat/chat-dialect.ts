/** Where a server's Chat Completions part from what the others speak. Data, found in its preset. */
export interface ChatDialect {
  /** What the limit of an answer is called; absent, `max_tokens`. */
  readonly limitName?: "max_tokens" | "max_completion_tokens";
  /** Whether the server refuses messages of its model that come back without their reasoning. */
  readonly wantsReasoning?: boolean;
}
