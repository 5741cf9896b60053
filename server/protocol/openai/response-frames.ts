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

/** The events of a response as frames, numbered from 0; those up to `after` are left out. */
export async function* responseFrames(
  turn: TurnState,
  said: AsyncIterable<Said>,
  after = -1,
): AsyncGenerator<string, void> {
  const projection = new ResponseProjection(turn);
  let next = 0;
  const framed = (event: ResponseEvent): readonly string[] => {
    const sequence_number = next;
    next += 1;
    return sequence_number > after ? [frame(event, sequence_number)] : [];
  };
  yield* projection.begin().flatMap(framed);
  for await (const one of said) {
    yield* projection.take(one).flatMap(framed);
    if (one.type === "ended") yield "data: [DONE]\n\n";
  }
}

function frame({ type, ...more }: ResponseEvent, sequence_number: number): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number, ...more })}\n\n`;
}
