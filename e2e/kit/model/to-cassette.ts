import type { Cassette, RecordedChunk } from "#runtime/model/cassette/cassette.ts";
import { type Answer, type Delta, isCassette } from "./answer.ts";
import { chatFrames } from "./chat-frames.ts";
import type { Frames } from "./frames.ts";
import { responsesFrames } from "./responses-frames.ts";

/** Between two deltas of a list that is played in its own time. */
const DELTA_MS = 20;

/** The frames of a list of deltas in the protocol that the request's path speaks. */
export function framesOf(answer: Answer, path: string, model: string): Frames {
  const speak = path.endsWith("/responses") ? responsesFrames : chatFrames;
  const deltas = isCassette(answer) ? [] : answer;
  const frames = speak(deltas, model);
  return deltas.some(isError) ? { ...frames, ending: "" } : frames;
}

function isError(delta: Delta): boolean {
  return typeof delta === "object" && "error" in delta;
}

/** A list of deltas as a recording: chunk k is delta k, and one more chunk holds the answer's end. */
export function toCassette({ opening, deltas, ending }: Frames): Cassette {
  const chunks = [...deltas, ending].map((text, at): RecordedChunk => {
    const first = at === 0 ? opening : "";
    return { ms: (at + 1) * DELTA_MS, bytes: Buffer.from(first + text) };
  });
  return {
    request: { method: "POST", path: "/", headers: {} },
    response: { status: 200, headers: { "content-type": "text/event-stream" }, ms: 0 },
    chunks,
    end: { how: "whole", ms: chunks.length * DELTA_MS },
  };
}
