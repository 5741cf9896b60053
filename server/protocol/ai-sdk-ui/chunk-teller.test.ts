import { readUIMessageStream, type UIMessageChunk, uiMessageChunkSchema } from "ai";
import { expect, test } from "vitest";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { SAMPLE_EVENTS } from "#runtime/event/samples.ts";
import { ChunkTeller } from "./chunk-teller.ts";

function sample(type: RuntimeEvent["type"], payload: object, sequence: number): RuntimeEvent {
  const event = SAMPLE_EVENTS.find((known) => known.type === type);
  // The payload is of the type that the sample has.
  return { ...event, step_id: "st_1", sequence, payload } as RuntimeEvent;
}

const asked = { provider: "p", model: "m", message_count: 1, tools: 0 };

test("Every class of events is told in the SDK's own shapes", async () => {
  const schema = uiMessageChunkSchema();
  for (const event of SAMPLE_EVENTS) {
    const teller = new ChunkTeller({ waits: false });
    for (const chunk of [...teller.tell(event), ...(teller.rest() ?? [])]) {
      expect(await schema.validate?.(chunk)).toMatchObject({ success: true });
    }
  }
});

test("What the model takes back leaves the message, and what stood before it stays", async () => {
  const call = { tool_call_id: "c", provider_call_id: "c", name: "read", arguments: "{}" };
  const done = { finish_reason: "stop", usage: {}, tool_calls: [] };
  const error = { code: "x", message: "X" };
  const teller = new ChunkTeller({ waits: true });
  const chunks = [
    sample("turn.submitted", { input: { text: "Go" }, options: {} }, 1),
    sample("model.requested", asked, 2),
    sample("model.delta", { text: "Kept" }, 3),
    sample("model.completed", { ...done, tool_calls: [call] }, 4),
    sample("model.requested", asked, 5),
    sample("model.delta", { text: "Wro" }, 6),
    sample("model.failed", { reason: "error", error, discarded: { text: 3, reasoning: 0 } }, 7),
    sample("model.requested", asked, 8),
    sample("model.delta", { text: "Right" }, 9),
    sample("model.completed", done, 10),
    sample("turn.completed", { usage: {} }, 11),
  ].flatMap((event) => teller.tell(event));

  const stream = new ReadableStream<UIMessageChunk>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });

  const messages = await Array.fromAsync(readUIMessageStream({ stream }));

  const texts = messages
    .at(-1)
    ?.parts.map((part) => (part.type === "text" ? part.text : part.type));
  expect(texts).toEqual(["step-start", "Kept", "dynamic-tool", "step-start", "Right"]);
});
