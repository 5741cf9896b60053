import type { ModelDriver, ModelRequest } from "#runtime/model/driver.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";

/** A request with one question and no tools. */
export function question(content = "Hello"): ModelRequest {
  return { messages: [{ role: "user", content }], tools: [] };
}

/** All events of one answer. */
export async function collect(
  driver: ModelDriver,
  request: ModelRequest = question(),
  signal: AbortSignal = new AbortController().signal,
): Promise<NormalizedEvent[]> {
  const batches = await Array.fromAsync(driver.stream(request, signal));
  return batches.flat();
}

/** The text that a person would read, and the one thought before it. */
export function spoken(events: readonly NormalizedEvent[]): { text: string; reasoning: string } {
  const join = (type: "message_delta" | "reasoning_delta") =>
    events.map((event) => (event.type === type ? event.text : "")).join("");
  return { text: join("message_delta"), reasoning: join("reasoning_delta") };
}

/** The events of one type, typed as such. */
export function only<Type extends NormalizedEvent["type"]>(
  events: readonly NormalizedEvent[],
  type: Type,
): Extract<NormalizedEvent, { type: Type }>[] {
  return events.filter(
    (event): event is Extract<NormalizedEvent, { type: Type }> => event.type === type,
  );
}
