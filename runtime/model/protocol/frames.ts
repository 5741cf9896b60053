import { createParser } from "eventsource-parser";

import { NotAStreamError } from "#runtime/model/failure-facts.ts";
import { parsedJson } from "./json-access.ts";

/** One event of an SSE stream with its `event:` name, one line of NDJSON, or a whole JSON body. */
export type OnFrame = (data: string, name: string | undefined) => void;

/** Cuts an answer's text into frames, however its bytes were cut. Throws NotAStreamError. */
export interface FrameCutter {
  feed(text: string): void;
  /** The text is over: gives a last frame without its line end, if that is whole. */
  end(): void;
}

/** No delta is as long: a frame of more characters is a fault of the server, and memory is ours. */
const MAX_FRAME_CHARS = 32 * 1024 * 1024;

export type Framing = "sse" | "ndjson";

/** How a body is cut, by its content type; undefined where that is a page for people. */
export function framingOf(contentType: string, fallback: Framing): Framing | undefined {
  const type = contentType.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (type === "text/html" || type === "application/xhtml+xml") return undefined;
  if (type === "text/event-stream") return "sse";
  return NDJSON.test(type) ? "ndjson" : fallback;
}

const NDJSON = /^application\/(?:x-)?(?:ndjson|jsonl|json-lines|jsonlines|json-seq)$/;

export function createFrameCutter(framing: Framing, onFrame: OnFrame): FrameCutter {
  return framing === "ndjson" ? lineCutter(onFrame) : eventsOrWhole(onFrame);
}

/** A server that was asked for a stream may send one JSON object instead, whatever type it names. */
function eventsOrWhole(onFrame: OnFrame): FrameCutter {
  let cutter: FrameCutter | undefined;
  return {
    feed: (text) => {
      if (cutter !== undefined) return cutter.feed(text);
      const body = text.trimStart();
      if (body === "") return;
      const isObject = body.startsWith("{") || body.startsWith("[");
      cutter = isObject ? wholeCutter(onFrame) : eventCutter(onFrame);
      cutter.feed(body);
    },
    end: () => cutter?.end(),
  };
}

function eventCutter(onFrame: OnFrame): FrameCutter {
  let isOver = false;
  const parser = createParser({
    maxBufferSize: MAX_FRAME_CHARS,
    onEvent: ({ data, event }) => {
      if (!isOver || isWhole(data)) onFrame(data, event);
    },
    onError: ({ type, field, value = "" }) => {
      if (type === "max-buffer-size-exceeded") throw tooLarge();
      // llama.cpp and what is built on it name the line of an error after it.
      if (field === "error" && isWhole(value)) onFrame(value, "error");
    },
  });
  let isReturnHeld = false;
  // The parser would hold back what a carriage return ends, and give it or not by how the text was cut.
  const withNewlines = (text: string): string => {
    if (!isReturnHeld && !text.includes("\r")) return text;
    const all = isReturnHeld ? `\r${text}` : text;
    isReturnHeld = all.endsWith("\r");
    return (isReturnHeld ? all.slice(0, -1) : all).replaceAll(/\r\n?/g, "\n");
  };
  return {
    feed: (text) => parser.feed(withNewlines(text)),
    end: () => {
      if (isReturnHeld) parser.feed("\n");
      isOver = true;
      parser.feed("\n\n");
    },
  };
}

function lineCutter(onFrame: OnFrame): FrameCutter {
  const pending = new PendingText();
  return {
    feed: (text) => {
      let from = 0;
      for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", from)) {
        const line = pending.take(text.slice(from, at)).trim();
        if (line !== "") onFrame(line, undefined);
        from = at + 1;
      }
      pending.add(text.slice(from));
    },
    end: () => {
      const line = pending.take("").trim();
      if (isWhole(line)) onFrame(line, undefined);
    },
  };
}

function wholeCutter(onFrame: OnFrame): FrameCutter {
  const pending = new PendingText();
  return {
    feed: (text) => pending.add(text),
    end: () => {
      const body = pending.take("").trim();
      if (isWhole(body)) onFrame(body, undefined);
    },
  };
}

/** The pieces of a frame that is not complete: joined once, bounded. */
class PendingText {
  #pieces: string[] = [];
  #chars = 0;

  add(piece: string): void {
    if (piece === "") return;
    this.#chars += piece.length;
    if (this.#chars > MAX_FRAME_CHARS) throw tooLarge();
    this.#pieces.push(piece);
  }

  /** All of it with its last piece; nothing is pending then. */
  take(last: string): string {
    if (this.#pieces.length === 0) return last;
    const text = this.#pieces.join("") + last;
    this.#pieces = [];
    this.#chars = 0;
    return text;
  }
}

/** Whether the last frame of an answer, which no line end closes, was cut: half a frame is none. */
function isWhole(frame: string): boolean {
  return frame === "[DONE]" || parsedJson(frame) !== undefined;
}

function tooLarge(): NotAStreamError {
  return new NotAStreamError(`one event is larger than ${MAX_FRAME_CHARS / 1024 / 1024} MB`);
}
