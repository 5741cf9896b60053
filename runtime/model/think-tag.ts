import type {
  LanguageModelV4,
  LanguageModelV4StreamPart,
  LanguageModelV4StreamResult,
} from "@ai-sdk/provider";
import { extractReasoningMiddleware, wrapLanguageModel } from "ai";

const TAG = "think";
const OPENING = `<${TAG}>`;

type Parts = LanguageModelV4StreamResult["stream"];

/**
 * Moves reasoning that a server leaves in the text as a leading `<think>` block to where it belongs.
 * Only a leading one counts: an answer that speaks about the tag is left alone.
 */
export function withThinkTag(model: LanguageModelV4): LanguageModelV4 {
  const { wrapStream } = extractReasoningMiddleware({ tagName: TAG });
  if (wrapStream === undefined) return model;
  return wrapLanguageModel({
    model,
    middleware: {
      specificationVersion: "v4",
      wrapStream: async (call) => {
        const result = await call.doStream();
        const { stream, tagged } = await peek(result.stream);
        const whole = { ...result, stream };
        return tagged ? wrapStream({ ...call, doStream: async () => whole }) : whole;
      },
    },
  });
}

/** Reads until the answer's first characters are known, and gives the same parts again. */
async function peek(stream: Parts): Promise<{ stream: Parts; tagged: boolean }> {
  const reader = stream.getReader();
  const held: LanguageModelV4StreamPart[] = [];
  let text = "";
  while (text.length < OPENING.length && OPENING.startsWith(text)) {
    const { done, value: part } = await reader.read();
    if (done) break;
    held.push(part);
    if (part.type === "text-delta") text = (text + part.delta).trimStart();
    else if (!SILENT.has(part.type)) break;
  }
  const tagged = text.startsWith(OPENING);
  return { stream: replay(tagged ? joined(held, text) : held, reader), tagged };
}

/** Parts that say nothing yet about how the answer begins. */
const SILENT: ReadonlySet<LanguageModelV4StreamPart["type"]> = new Set([
  "stream-start",
  "response-metadata",
  "text-start",
  "ping",
  "raw",
]);

/** The held parts with their text in one piece, free of the white space before the tag. */
function joined(
  held: readonly LanguageModelV4StreamPart[],
  text: string,
): readonly LanguageModelV4StreamPart[] {
  const first = held.findIndex((part) => part.type === "text-delta");
  return held.flatMap((part, index): readonly LanguageModelV4StreamPart[] => {
    if (part.type !== "text-delta") return [part];
    return index === first ? [{ ...part, delta: text }] : [];
  });
}

function replay(
  held: readonly LanguageModelV4StreamPart[],
  reader: ReadableStreamDefaultReader<LanguageModelV4StreamPart>,
): Parts {
  return new ReadableStream<LanguageModelV4StreamPart>({
    start: (controller) => {
      for (const part of held) controller.enqueue(part);
    },
    pull: async (controller) => {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
