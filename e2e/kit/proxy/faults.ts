import { sseFrames } from "./sse-frames.ts";

/** The body of one response, on its way to the client. */
type Body = AsyncIterable<Uint8Array>;

/** What a fault makes of a body; `happened` is called once it did harm. */
export type Harm = (body: Body, happened: () => void, healed: Promise<void>) => Body;

/** Thrown where a connection is to break. */
class Cut extends Error {
  override name = "Cut";
}

/** Lets `count` bytes of the body pass and breaks the connection. */
export function cutAfter(count: number): Harm {
  return async function* cut(body, happened) {
    yield* upTo(count, body);
    happened();
    throw new Cut(`Cut after ${count} bytes`);
  };
}

/** Lets `count` bytes pass and no more, with the connection open, until it is healed. */
export function silentAfter(count: number): Harm {
  return async function* silent(body, happened, healed) {
    let left = count;
    for await (const bytes of body) {
      if (bytes.length <= left) {
        yield bytes;
      } else {
        if (left > 0) yield bytes.subarray(0, left);
        happened();
        await healed;
        yield bytes.subarray(Math.max(0, left));
      }
      left = Math.max(0, left - bytes.length);
    }
  };
}

/** Each piece comes so many milliseconds after the one before it was passed on. */
export function delayed(ms: number): Harm {
  return async function* late(body, happened, healed) {
    let isHealed = false;
    void healed.then(() => (isHealed = true));
    for await (const bytes of body) {
      if (!isHealed) await Promise.race([healed, new Promise((done) => setTimeout(done, ms))]);
      happened();
      yield bytes;
    }
  };
}

/** Frame `number` of an event stream, counted from 1, comes `times` times: 0 drops it. */
export function frameTimes(number: number, times: number): Harm {
  return async function* repeated(body, happened) {
    let at = 0;
    for await (const frame of sseFrames(body)) {
      at += 1;
      if (at !== number) {
        yield frame;
        continue;
      }
      for (let time = 0; time < times; time += 1) yield frame;
      happened();
    }
  };
}

async function* upTo(count: number, body: Body): AsyncGenerator<Uint8Array> {
  let left = count;
  if (left <= 0) return;
  for await (const bytes of body) {
    yield bytes.subarray(0, left);
    left -= bytes.length;
    if (left <= 0) return;
  }
}
