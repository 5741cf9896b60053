const LETTERS = "latin1"; // one letter a byte, so that cutting text cuts bytes

/** The blank line that ends a frame. */
const FRAME_END = /\r\n\r\n|\n\n|\r\r/;

/** The bytes of an event stream, each frame as soon as it is whole; what follows the last one at the end. */
export async function* sseFrames(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest = "";
  for await (const bytes of source) {
    rest += Buffer.from(bytes).toString(LETTERS);
    for (let end = FRAME_END.exec(rest); end !== null; end = FRAME_END.exec(rest)) {
      const length = end.index + end[0].length;
      yield Buffer.from(rest.slice(0, length), LETTERS);
      rest = rest.slice(length);
    }
  }
  if (rest !== "") yield Buffer.from(rest, LETTERS);
}
