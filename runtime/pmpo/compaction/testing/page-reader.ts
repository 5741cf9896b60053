import { Agent } from "#runtime/agent/agent.ts";
import type { ModelMessage, ModelRequest } from "#runtime/model/driver.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { fails, says, type Script } from "#runtime/model/testing/scripted-models.ts";
import type { Tool } from "#runtime/tool/tool.ts";

/** How many pages the reader reads before it answers. */
export const PAGES = 6;

/** A tool whose results fill a small window: a page has about 250 tokens. */
export const pageTool: Tool = {
  name: "read",
  description: "Reads a page",
  source: "native",
  effect: "read",
  input_schema: { type: "object", properties: { page: { type: "integer" } } },
  run: async ({ page }) => ({ content: `page ${JSON.stringify(page)} ${"word ".repeat(200)}` }),
};

/** An agent in whose window about four pages fit. */
export function smallAgent(context: object = {}): Agent {
  return Agent.parse({
    id: "reader",
    system_prompt: "Read.",
    context: { window_tokens: 1_200, keep_messages: 2, ...context },
  });
}

/**
 * Reads page after page, then answers. What it does follows from the request alone, so that it goes on
 * in the same way after a restart, and only a summary that kept the place keeps it from going back.
 */
export function reader(more: { readonly summarise?: Script } = {}): Script {
  return (call, request) => {
    const page = lastPage(request);
    if (request.purpose === "compaction") {
      return more.summarise?.(call, request) ?? says(`Read up to page ${page}`);
    }
    return page < PAGES ? asks(page + 1) : says(`All ${page} pages read`);
  };
}

/** The reader at a model that takes so many characters and says of more only that they are too many. */
export function narrowReader(most: number): Script {
  const read = reader();
  return (call, request) => {
    const isTooLong = JSON.stringify(request.messages).length > most;
    return isTooLong ? fails("context_length") : read(call, request);
  };
}

/** An agent that knows no window. */
export function anyWindowAgent(): Agent {
  return Agent.parse({ id: "reader", system_prompt: "Read.", context: { keep_messages: 2 } });
}

function asks(page: number): NormalizedEvent[] {
  return [
    { type: "message_delta", text: `Now ${page}. ` },
    {
      type: "tool_call_complete",
      id: `c${page}`,
      name: "read",
      arguments: JSON.stringify({ page }),
    },
    { type: "done", finish_reason: "tool_calls" },
  ];
}

/** The highest number of a page that stands anywhere in the request. */
function lastPage({ messages }: ModelRequest): number {
  const numbers = messages.flatMap(({ content }) =>
    Array.from(content.matchAll(/page (\d+)/g), ([, digits]) => Number(digits)),
  );
  return Math.max(0, ...numbers);
}

/** Calls without their result, and results without their call. */
export function loosePairs(messages: readonly ModelMessage[]): readonly string[] {
  const calls = messages.flatMap((message) =>
    message.role === "assistant" ? message.tool_calls.map((call) => call.provider_call_id) : [],
  );
  const results = messages.flatMap((message) =>
    message.role === "tool" ? [message.provider_call_id] : [],
  );
  return [
    ...calls.filter((id) => !results.includes(id)),
    ...results.filter((id) => !calls.includes(id)),
  ];
}
