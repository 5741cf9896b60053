import type { EventOf, RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { Json } from "#runtime/event/shared.ts";
import type { ModelRef } from "#runtime/event/routing.ts";
import type { ModelDriver } from "#runtime/model/driver.ts";
import type { ModelError, NormalizedEvent } from "#runtime/model/normalized-event.ts";
import type { Cursor } from "./cursor.ts";
import { until } from "./recorded-clock.ts";
import { AnswerReader } from "./recorded-answer.ts";

/** A model that says what was recorded of it, whatever it is asked, and ends as it ended. */
export function recordedDriver({ provider, model }: ModelRef, cursor: Cursor): ModelDriver {
  return {
    provider,
    model,
    async *stream(_request, signal): AsyncGenerator<readonly NormalizedEvent[], void, undefined> {
      const { events, run_id } = cursor.recording;
      const own = events.filter((event) => event.run_id === run_id);
      const reached = cursor.last?.sequence ?? 0;
      const asked = own.findLast(({ type, sequence }) => {
        return type === "model.requested" && sequence <= reached;
      });
      const said = own.filter(({ step_id }) => step_id === asked?.step_id);
      const reader = new AnswerReader(events, said);
      for (const event of said) yield reader.read(event);
      const end = said.find(isEnd);
      if (end?.type === "model.completed") {
        yield completed(end);
        return;
      }
      if (end === undefined || end.payload.reason !== "error") {
        await until(cursor, signal, () => false);
        return;
      }
      if (end.payload.error.retryable === undefined) throw new Error(end.payload.error.message);
      yield [failed(end, said)];
    },
  };
}

function isEnd(event: RuntimeEvent): event is EventOf<"model.completed" | "model.failed"> {
  return event.type === "model.completed" || event.type === "model.failed";
}

function completed({ payload }: EventOf<"model.completed">): readonly NormalizedEvent[] {
  const { usage, provider_usage, reasoning_items = [], tool_calls } = payload;
  const { finish_reason, provider_finish, provider_metadata, cached } = payload;
  return [
    ...tool_calls.map((call): NormalizedEvent => {
      const { provider_call_id: id, name } = call;
      return { type: "tool_call_complete", id, name, arguments: call.arguments };
    }),
    ...reasoning_items.map((item: Json) => ({ type: "reasoning_item", item }) as const),
    { type: "usage", usage, ...(provider_usage !== undefined && { provider_usage }) },
    {
      type: "done",
      finish_reason,
      ...(provider_finish !== undefined && { provider_finish }),
      ...(provider_metadata !== undefined && { provider_metadata }),
      ...(cached !== undefined && { cached }),
    },
  ];
}

function failed({ payload }: EventOf<"model.failed">, said: readonly RuntimeEvent[]): ModelError {
  const { code, message, hint, retryable = false } = payload.error;
  const limit = said.find((event) => event.type === "rate_limit.hit");
  const pause = limit?.payload.retry_after_ms;
  return {
    type: "error",
    code,
    message,
    retryable,
    ...(hint !== undefined && { hint }),
    ...(pause !== undefined && { retry_after_ms: pause }),
  };
}
