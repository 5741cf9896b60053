import type { Page } from "playwright";

/** What a page did while an answer came. Times in milliseconds, moments since 1970. */
export interface Painted {
  /** When which word was the last one in the document: [moment, number of the word]. */
  readonly flushed: readonly (readonly [number, number])[];
  /** After which frame which word was the last one shown: [moment, number of the word]. */
  readonly words: readonly (readonly [number, number])[];
  /** When which piece of the stream reached the page's script: [moment, text]. None without one. */
  readonly arrived: readonly (readonly [number, string])[];
  /** The times between two frames. */
  readonly frames: readonly number[];
  readonly longTasks: readonly number[];
}

/** Makes the next pages take down what they paint. */
export async function recordPaints(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const flushed: [number, number][] = [];
    const words: [number, number][] = [];
    const arrived: [number, Uint8Array][] = [];
    const frames: number[] = [];
    const longTasks: number[] = [];
    const now = (): number => performance.timeOrigin + performance.now();
    Reflect.set(globalThis, "painted", { flushed, words, arrived, frames, longTasks });
    new PerformanceObserver((list) => {
      longTasks.push(...list.getEntries().map(({ duration }) => duration));
    }).observe({ type: "longtask", buffered: true });

    const readers = ReadableStreamDefaultReader.prototype;
    type Read = (this: object) => Promise<ReadableStreamReadResult<unknown>>;
    // Every reader has it; here it is called with the reader that it is asked of.
    const read = Reflect.get(readers, "read") as Read;
    const reading: Read = async function () {
      const result = await read.call(this);
      if (result.value instanceof Uint8Array) arrived.push([now(), result.value]);
      return result;
    };
    Reflect.set(readers, "read", reading);

    let before: number | undefined;
    /** The last texts are enough to look at, and as cheap for a long answer. */
    const lastWord = (): string | undefined => {
      const proses = document.getElementsByClassName("prose");
      let node: Node | null | undefined = proses[proses.length - 1];
      for (let steps = 0; node != null && steps < 100; steps += 1) {
        const word = node instanceof Text && /w(\d+)\D{0,9}$/.exec(node.data.slice(-20))?.[1];
        if (typeof word === "string") return word;
        if (node.lastChild !== null) node = node.lastChild;
        else {
          while (node !== null && node.previousSibling === null) node = node.parentNode;
          node = node?.previousSibling;
        }
      }
      return undefined;
    };
    const look = (seen: [number, number][]): void => {
      const last = Number(lastWord());
      if (!Number.isNaN(last) && last !== seen.at(-1)?.[1]) seen.push([now(), last]);
    };
    const flush = new MutationObserver(() => look(flushed));
    flush.observe(document, { childList: true, characterData: true, subtree: true });
    const frame = (at: number): void => {
      if (before !== undefined && words.length > 0) frames.push(at - before);
      before = at;
      setTimeout(look, 0, words);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}

export async function paintsOf(page: Page): Promise<Painted> {
  return page.evaluate(() => {
    // Put there by `recordPaints`.
    const painted = Reflect.get(globalThis, "painted") as Omit<Painted, "arrived"> & {
      readonly arrived: readonly (readonly [number, Uint8Array])[];
    };
    const decoder = new TextDecoder();
    const arrived = painted.arrived.map(([at, bytes]) => [at, decoder.decode(bytes)] as const);
    return { ...painted, arrived };
  });
}

/** How long each piece took from the model to the screen. */
export function delays({ words }: Painted, sent: readonly number[]): readonly number[] {
  const shownAt = shownWords(words);
  return sent.flatMap((at, word) => {
    const painted = shownAt(word);
    return painted === undefined ? [] : [painted - at];
  });
}

/** The parts of that way: to an event in the log, from there to the page's script. */
export interface Legs {
  readonly toEvent: readonly number[];
  readonly toPage: readonly number[];
  /** From the page's script into the document, and until the frame with it was made. */
  readonly toFlush: readonly number[];
  readonly toScreen: readonly number[];
}

export function legs({ arrived, flushed, words }: Painted, sent: readonly number[]): Legs {
  const parts = {
    toEvent: [] as number[],
    toPage: [] as number[],
    toFlush: [] as number[],
    toScreen: [] as number[],
  };
  const flushedAt = shownWords(flushed);
  const shownAt = shownWords(words);
  for (const [at, text] of arrived) {
    for (const [, timestamp = "", said = ""] of text.matchAll(DELTA)) {
      const logged = Date.parse(timestamp);
      for (const [, number] of said.matchAll(/w(\d+)/g)) {
        const word = Number(number);
        const [start, flush, painted] = [sent[word], flushedAt(word), shownAt(word)];
        if (start === undefined || flush === undefined || painted === undefined) continue;
        parts.toEvent.push(logged - start);
        parts.toPage.push(at - logged);
        parts.toFlush.push(flush - at);
        parts.toScreen.push(painted - at);
      }
    }
  }
  return parts;
}

/** A delta on the wire: when it was logged, what it says. */
const DELTA = /"timestamp":"([^"]+)"[^\n]*?"text":"((?:\\.|[^"\\])*)"/g;

/** When a word was shown. Words have to be asked for in order. */
function shownWords(words: Painted["words"]): (word: number) => number | undefined {
  let place = 0;
  return (word) => {
    while (place < words.length && (words[place]?.[1] ?? 0) < word) place += 1;
    return words[place]?.[0];
  };
}
