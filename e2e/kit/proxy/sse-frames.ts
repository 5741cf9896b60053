const decoder = "latin1"; // one letter a byte, so that cutting text cuts bytes

/** The bytes of an event stream, one whole frame at a time; what follows the last one comes at the end. */
export async function* sseFrames(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest = "";
  for await (const bytes of source) {
    const frames = (rest + Buffer.from(bytes).toString(decoder)).split(FRAME_END);
    rest = frames.pop() ?? "";
    for (const frame of frames) yield Buffer.from(frame, decoder);
  }
  if (rest !== "") yield Buffer.from(rest, decoder);
}

/** Behind the blank line that ends a frame. */
const FRAME_END = /(?<=\r\n\r\n|\n\n|\r\r(?!\n))/;
