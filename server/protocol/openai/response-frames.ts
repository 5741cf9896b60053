import type { TurnState } from "#runtime/state/thread-state.ts";
import type { ResponseEvent } from "./response-event.ts";
import { ResponseProjection } from "./response-projection.ts";
import type { ResponseResource } from "./response-resource.ts";
import type { Said } from "./said.ts";

/** The response as far as these words come. */
export async function responseOf(
  turn: TurnState,
  said: AsyncIterable<Said>,
): Promise<ResponseResource> {
  const projection = new ResponseProjection(turn);
  for await (const one of said) projection.take(one);
  return projection.resource;
}

/** An event of a response with its number. */
export interface NumberedEvent {
  readonly type: ResponseEvent["type"];
  readonly sequence_number: number;
}

/** The events of a response, numbered from 0. */
export async function* responseEvents(
  turn: TurnState,
  said: AsyncIterable<Said>,
): AsyncGenerator<NumberedEvent, void> {
  const projection = new ResponseProjection(turn);
  let next = 0;
  const numbered = ({ type, ...more }: ResponseEvent): NumberedEvent => {
    const sequence_number = next;
    next += 1;
    return { type, sequence_number, ...more };
  };
  yield* projection.begin().map(numbered);
  for await (const one of said) yield* projection.take(one).map(numbered);
}

/** The same as frames; those up to `after` are left out. */
export async function* responseFrames(
  turn: TurnState,
  said: AsyncIterable<Said>,
  after = -1,
): AsyncGenerator<string, void> {
  for await (const event of responseEvents(turn, said)) {
    if (event.sequence_number > after) yield frame(event);
    if (RESPONSE_ENDS.has(event.type)) yield "data: [DONE]\n\n";
  }
}

/** The last event of a response is one of these. */
export const RESPONSE_ENDS: ReadonlySet<ResponseEvent["type"]> = new Set([
  "response.completed",
  "response.failed",
  "response.incomplete",
] as const);

function frame(event: NumberedEvent): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
