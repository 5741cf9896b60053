import type { AgUiEvent } from "./ag-ui-event.ts";

interface ToolCall {
  readonly id: string;
  readonly type: "function";
  readonly function: { readonly name: string; readonly arguments: string };
}

/** A message as a client of AG-UI keeps it. */
interface Message {
  readonly id: string;
  readonly role: string;
  readonly content?: unknown;
  readonly toolCalls?: readonly ToolCall[];
  readonly [member: string]: unknown;
}

/** The conversation as the client has it after the events that it was told: for a snapshot when some of it is taken back. */
export class Messages {
  #messages: readonly Message[];

  constructor(given: readonly Message[]) {
    this.#messages = given;
  }

  get all(): readonly Message[] {
    return this.#messages;
  }

  /**
   * Takes back what a step said. Its reasoning stays as empty messages: where a snapshot has no reasoning,
   * clients keep what they have.
   */
  discard(messageIds: ReadonlySet<string>): void {
    this.#messages = this.#messages
      .filter(({ id, role }) => !messageIds.has(id) || role === "reasoning")
      .map((message) => (messageIds.has(message.id) ? { ...message, content: "" } : message));
  }

  hear(event: AgUiEvent): void {
    const id = String(event["messageId"]);
    switch (event.type) {
      case "TEXT_MESSAGE_START":
        return this.#add({ id, role: "assistant", content: "" });
      case "REASONING_MESSAGE_START":
        return this.#add({ id, role: "reasoning", content: "" });
      case "TEXT_MESSAGE_CONTENT":
      case "REASONING_MESSAGE_CONTENT":
        return this.#change(id, ({ content, ...message }) => ({
          ...message,
          content: `${typeof content === "string" ? content : ""}${String(event["delta"])}`,
        }));
      case "TOOL_CALL_START":
        return this.#call(String(event["parentMessageId"]), {
          id: String(event["toolCallId"]),
          type: "function",
          function: { name: String(event["toolCallName"]), arguments: "" },
        });
      case "TOOL_CALL_ARGS":
        return this.#argue(String(event["toolCallId"]), String(event["delta"]));
      case "TOOL_CALL_RESULT": {
        const { toolCallId, content } = event;
        return this.#add({ id, role: "tool", toolCallId, content });
      }
      case "ACTIVITY_SNAPSHOT": {
        const { activityType, content } = event;
        return this.#add({ id, role: "activity", activityType, content });
      }
      default:
        return undefined;
    }
  }

  #add(message: Message): void {
    this.#messages = [...this.#messages.filter(({ id }) => id !== message.id), message];
  }

  #change(id: string, change: (message: Message) => Message): void {
    this.#messages = this.#messages.map((message) =>
      message.id === id ? change(message) : message,
    );
  }

  #call(parent: string, call: ToolCall): void {
    if (!this.#messages.some(({ id }) => id === parent))
      this.#add({ id: parent, role: "assistant" });
    this.#change(parent, (message) => ({
      ...message,
      toolCalls: [...(message.toolCalls ?? []), call],
    }));
  }

  #argue(toolCallId: string, delta: string): void {
    const longer = (call: ToolCall): ToolCall =>
      call.id === toolCallId
        ? { ...call, function: { ...call.function, arguments: call.function.arguments + delta } }
        : call;
    this.#messages = this.#messages.map((message) =>
      message.toolCalls === undefined
        ? message
        : { ...message, toolCalls: message.toolCalls.map(longer) },
    );
  }
}
