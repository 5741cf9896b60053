import type { ModelRequest } from "#runtime/model/driver.ts";

/** What a request asks of a model. */
export interface TaskProfile {
  readonly kind: "chat";
  readonly needs: readonly "tools"[];
  /** A guess: no tokenizer of any provider is at hand. */
  readonly estimated_tokens: number;
}

/** Characters of a token in English prose and JSON, as providers give it for a rule of thumb. */
const CHARS_PER_TOKEN = 4;

/** Reads a profile from the request alone. */
export function taskProfile({ messages, tools }: ModelRequest): TaskProfile {
  return {
    kind: "chat",
    needs: tools.length > 0 ? ["tools"] : [],
    estimated_tokens: Math.ceil(
      (JSON.stringify(messages).length + JSON.stringify(tools).length) / CHARS_PER_TOKEN,
    ),
  };
}
