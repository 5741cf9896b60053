import type { Budget } from "./budget.ts";
import { dedent } from "./dedent.ts";
import type { PromptContent, PromptMessage } from "./prompt-message.ts";
import type { MessageRole } from "./template.ts";

type Extra = Readonly<Record<string, unknown>>;

/** Puts text and parts into messages: what stands in no message tag becomes one of the default role. */
export class MessageWriter {
  readonly messages: PromptMessage[] = [];
  readonly #budget: Budget;
  readonly #defaultRole: MessageRole;
  #open: { readonly role: MessageRole; readonly extra: Extra } | undefined;
  #parts: PromptContent[] = [];
  #text: string[] = [];
  #content: string[] | undefined;

  constructor(defaultRole: MessageRole, budget: Budget) {
    this.#defaultRole = defaultRole;
    this.#budget = budget;
  }

  get isInMessage(): boolean {
    return this.#open !== undefined;
  }

  get isInContent(): boolean {
    return this.#content !== undefined;
  }

  get role(): MessageRole {
    return this.#open?.role ?? this.#defaultRole;
  }

  write(text: string): void {
    if (text === "") return;
    this.#budget.chars(text.length);
    (this.#content ?? this.#text).push(text);
  }

  part(part: PromptContent): void {
    this.#flushText();
    this.#parts.push(part);
  }

  openMessage(role: MessageRole, extra: Extra): void {
    this.#flushStray();
    this.#open = { role, extra };
  }

  closeMessage(): void {
    this.#flushText();
    if (this.#open !== undefined) {
      const { role, extra } = this.#open;
      this.messages.push({ ...extra, role, content: this.#parts });
    }
    this.#parts = [];
    this.#open = undefined;
  }

  openContent(): void {
    this.#flushText();
    this.#content = [];
  }

  /** The text that was written since the content was opened. */
  closeContent(): string {
    const text = dedent((this.#content ?? []).join(""));
    this.#content = undefined;
    return text;
  }

  /** All messages, the last of the default role included. */
  end(): readonly PromptMessage[] {
    this.#flushStray();
    return this.messages;
  }

  #flushStray(): void {
    this.#flushText();
    if (this.#parts.length > 0) {
      this.messages.push({ role: this.#defaultRole, content: this.#parts });
    }
    this.#parts = [];
  }

  #flushText(): void {
    const text = dedent(this.#text.join(""));
    this.#text = [];
    if (text !== "") this.#parts.push({ type: "text", text });
  }
}
