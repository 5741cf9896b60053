import type { ModelAttachment } from "#runtime/model/driver.ts";

import type { OfflineStep } from "./offline-step.ts";

/** Lines of a text file that are shown, and characters of each. */
const SHOWN_LINES = 5;
const SHOWN_CHARS = 200;

/** The same step; an answer first says what came with the question, as far as a reader without eyes can. */
export function withReceived(step: OfflineStep, files: readonly ModelAttachment[]): OfflineStep {
  if (step.kind === "call" || files.length === 0) return step;
  return { ...step, pieces: [`${files.map(received).join("\n\n")}\n\n`, ...step.pieces] };
}

function received({ name, media_type, bytes, content }: ModelAttachment): string {
  const got = `I got \`${name.replaceAll("`", "'")}\` (${media_type}, ${bytes} bytes)`;
  switch (content?.kind) {
    case "image":
      return `${got}. It is a picture, and I cannot see.`;
    case "text":
      return `${got}. It begins:\n\n${quoted(content.text)}`;
    default:
      return `${got}, and nothing of what it holds.`;
  }
}

function quoted(text: string): string {
  const lines = text.split(/\r?\n/, SHOWN_LINES);
  return lines.map((line) => `> ${line.slice(0, SHOWN_CHARS)}`).join("\n");
}
