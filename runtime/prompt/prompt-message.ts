import type { MessageRole } from "./template.ts";

/** One part of a message, with the attributes that its tag had beside those of the language. */
export type PromptContent = Readonly<Record<string, unknown>> &
  (
    | { readonly type: "text"; readonly text: string }
    | { readonly type: "image"; readonly image: string }
    | { readonly type: "file"; readonly file: string; readonly mimeType: string }
    | {
        readonly type: "tool-call";
        readonly toolCallId: string;
        readonly toolName: string;
        readonly toolArguments: Readonly<Record<string, unknown>>;
      }
  );

/** A message as PromptL renders it. One of the role `tool` says what it answers in `toolId` and `toolName`. */
export type PromptMessage = Readonly<Record<string, unknown>> & {
  readonly role: MessageRole;
  readonly content: readonly PromptContent[];
};
