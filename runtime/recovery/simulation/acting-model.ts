import type { ModelDriver, ModelRequest } from "#runtime/model/driver.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";

/** What a message asks for: a call of the tool, and words before and after it. */
export const ACT = "Act";

/**
 * A model that thinks, speaks in pieces, calls the tool once where it is told to act, and draws what
 * came of it. What it says follows from the conversation alone, so that a new attempt says the same.
 */
export function actingModel(pause: () => Promise<void>): ModelDriver {
  return {
    provider: "test",
    model: "acting",
    async *stream(request) {
      for (const event of answerTo(request)) {
        await pause();
        yield [event];
      }
    },
  };
}

function answerTo({ messages }: ModelRequest): readonly NormalizedEvent[] {
  const question = messages.findLastIndex(({ role }) => role === "user");
  const isAnswered = messages.slice(question).some(({ role }) => role === "tool");
  if (messages[question]?.content !== ACT) return [...said("Nothing to do"), STOP];
  if (isAnswered) return [DRAWING, ...said("It is done"), STOP];
  return [
    { type: "reasoning_delta", text: "This needs the tool" },
    ...said("I act now"),
    { type: "tool_call_delta", id: "c1", name: "act", arguments_delta: '{"path":' },
    { type: "tool_call_complete", id: "c1", name: "act", arguments: '{"path":"a.md"}' },
    { type: "done", finish_reason: "tool_calls" },
  ];
}

/** Word by word. */
function said(text: string): readonly NormalizedEvent[] {
  return text.split(/(?<= )/).map((word) => ({ type: "message_delta", text: word }));
}

const DRAWING: NormalizedEvent = {
  type: "bundle",
  artifact: "chart",
  title: "Chart",
  html: "<b>1</b>",
};
const STOP: NormalizedEvent = { type: "done", finish_reason: "stop" };
