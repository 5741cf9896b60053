import { z } from "zod";

import type { Usage } from "#runtime/event/shared.ts";
import { CallWriter } from "./call-writer.ts";
import { CaptureError, quote } from "./capture-error.ts";
import type { CaptureReader } from "./capture.ts";
import type { CapturePiece } from "./pieces.ts";
import { RunWriter } from "./run-writer.ts";

const text = z.string().optional().catch(undefined);
const Count = z.number().exactOptional().catch(0);

/** What the events of AG-UI have in common; the rest is read where it is used. */
const AgUiEvent = z.looseObject({
  type: z.string(),
  /** Milliseconds since 1970. */
  timestamp: z.number().optional().catch(undefined),
  messageId: text,
  role: text,
  delta: text,
  toolCallId: text,
  toolCallName: text,
  stepName: text,
  message: text,
  code: text,
  content: z.unknown().optional(),
  name: text,
  input: z
    .looseObject({ messages: z.array(z.unknown().optional()).catch([]) })
    .optional()
    .catch(undefined),
  messages: z.array(z.unknown().optional()).optional().catch(undefined),
  outcome: z.looseObject({ type: text }).optional().catch(undefined),
  usage: z
    .array(
      z.looseObject({
        provider: text,
        model: text,
        inputTokens: Count,
        outputTokens: Count,
        reasoningTokens: Count,
        cachedInputTokens: Count,
      }),
    )
    .optional()
    .catch(undefined),
});
type AgUiEvent = z.infer<typeof AgUiEvent>;

const Message = z.looseObject({ role: z.string(), content: z.unknown().optional() });

const TYPES =
  /^(?:RUN_(?:STARTED|FINISHED|ERROR)|STEP_(?:STARTED|FINISHED)|TEXT_MESSAGE_\w+|TOOL_CALL_\w+|REASONING_\w+|THINKING_\w+|STATE_(?:SNAPSHOT|DELTA)|MESSAGES_SNAPSHOT|ACTIVITY_\w+|SUBAGENT_\w+|RAW|CUSTOM)$/;

/** Whether a value looks like an event of AG-UI. */
export function isAgUiEvent(value: unknown): boolean {
  const event = AgUiEvent.safeParse(value);
  return event.success && TYPES.test(event.data.type);
}

/** Reads the events of AG-UI (up to protocol 1.0). A message of the assistant is a request to the model. */
export function agUiReader(): CaptureReader {
  const run = new RunWriter();
  const calls = new CallWriter(run);
  const message = { id: undefined as string | undefined };
  return {
    take(piece) {
      const event = readEvent(piece);
      run.moveTo(event.timestamp);
      if (takeLifecycle(event, run)) return;
      if (takeWords(event, run, message)) return;
      if (takeCall(event, run, calls)) return;
      run.unknown(`an event "${event.type.slice(0, 60)}"`, piece.value);
    },
    end() {
      run.cutOff();
      return run.facts;
    },
  };
}

function readEvent({ value, line }: CapturePiece): AgUiEvent {
  const event = AgUiEvent.safeParse(value);
  if (event.success) return event.data;
  const fix = 'Give events of AG-UI: objects with a "type" such as RUN_STARTED';
  throw new CaptureError(`${quote(value)} is no event of AG-UI`, fix, { line });
}

function takeLifecycle(event: AgUiEvent, run: RunWriter): boolean {
  switch (event.type) {
    case "RUN_STARTED":
      run.begin({ question: questionIn(event.input?.messages) });
      return true;
    case "RUN_FINISHED":
      if (event.outcome?.type === "cancelled") {
        run.fail({ code: "cancelled", message: "Cancelled" }, "cancelled");
      } else run.complete(usageOf(event));
      return true;
    case "RUN_ERROR":
      run.fail({ code: event.code ?? "error", message: event.message ?? "The run failed" });
      return true;
    case "STEP_STARTED":
      run.status(`${event.stepName ?? "Step"} started`);
      return true;
    case "STEP_FINISHED":
      run.status(`${event.stepName ?? "Step"} finished`);
      return true;
    default:
      return false;
  }
}

/** The newest words of a person. */
function questionIn(messages: readonly unknown[] = []): string | undefined {
  const asked = messages.flatMap((value) => {
    const message = Message.safeParse(value);
    return message.success && message.data.role === "user" ? [message.data.content] : [];
  });
  return asked.length === 0 ? undefined : contentText(asked.at(-1));
}

function usageOf({ usage = [] }: AgUiEvent): Usage {
  const sum = (field: "inputTokens" | "outputTokens" | "reasoningTokens" | "cachedInputTokens") => {
    const known = usage.flatMap((each) => each[field] ?? []);
    return known.length === 0 ? undefined : known.reduce((all, count) => all + count, 0);
  };
  const counts = {
    input_tokens: sum("inputTokens"),
    output_tokens: sum("outputTokens"),
    cached_input_tokens: sum("cachedInputTokens"),
    reasoning_tokens: sum("reasoningTokens"),
  };
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== undefined));
}

/** Whether the event is one of a message or of thinking. */
function takeWords(event: AgUiEvent, run: RunWriter, message: { id: string | undefined }): boolean {
  const { type, role = "assistant", messageId, delta = "" } = event;
  switch (type) {
    case "TEXT_MESSAGE_START":
    case "TEXT_MESSAGE_CHUNK":
      if (role !== "assistant") return false;
      if (messageId !== undefined && messageId !== message.id) {
        if (message.id !== undefined) run.endStep();
        message.id = messageId;
      }
      run.ensureStep();
      run.text(delta);
      return true;
    case "TEXT_MESSAGE_CONTENT":
      run.text(delta);
      return true;
    case "REASONING_MESSAGE_CONTENT":
    case "REASONING_MESSAGE_CHUNK":
    case "THINKING_TEXT_MESSAGE_CONTENT":
      run.reasoning(delta);
      return true;
    default:
      return WORDLESS.has(type);
  }
}

/** They frame what is told by the events between them. */
const WORDLESS: ReadonlySet<string> = new Set([
  "TEXT_MESSAGE_END",
  "REASONING_START",
  "REASONING_MESSAGE_START",
  "REASONING_MESSAGE_END",
  "REASONING_END",
  "THINKING_START",
  "THINKING_END",
  "THINKING_TEXT_MESSAGE_START",
  "THINKING_TEXT_MESSAGE_END",
]);

function takeCall(event: AgUiEvent, run: RunWriter, calls: CallWriter): boolean {
  const { type, toolCallId: id = "", toolCallName: name, delta = "" } = event;
  switch (type) {
    case "TOOL_CALL_START":
      calls.write(id, "", name);
      return true;
    case "TOOL_CALL_CHUNK":
    case "TOOL_CALL_ARGS":
      calls.write(id, delta, name);
      return true;
    case "TOOL_CALL_END":
      calls.start(id);
      return true;
    case "TOOL_CALL_RESULT":
      run.endStep();
      calls.result(id, contentText(event.content) ?? event.content);
      return true;
    default:
      return false;
  }
}

const TextPart = z.looseObject({ type: z.literal("text"), text: z.string() });

/** A content of text alone, as one text; undefined where it holds more. */
function contentText(content: unknown): string | undefined {
  if (typeof content === "string") return content;
  const parts = z.array(TextPart).safeParse(content);
  return parts.success ? parts.data.map((part) => part.text).join("\n") : undefined;
}
