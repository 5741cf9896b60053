import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { Part } from "./thread-state.ts";

type PartContent = Part extends infer P
  ? P extends Part
    ? Omit<P, "sequence" | "last_sequence" | "at">
    : never
  : never;

/** Appends streamed text to the open part of that kind, or begins one. */
export function appendText(
  parts: readonly Part[],
  kind: "text" | "reasoning" | "refusal",
  text: string,
  event: RuntimeEvent,
): readonly Part[] {
  const last = parts.at(-1);
  if (last === undefined || !isOpen(last, kind)) return addPart(parts, begun(kind, text), event);
  const longer = { ...last, text: last.text + text, last_sequence: event.sequence };
  return parts.with(-1, longer);
}

type Streamed = Extract<Part, { kind: "text" | "reasoning" }>;

function isOpen(part: Part, kind: "text" | "reasoning" | "refusal"): part is Streamed {
  switch (part.kind) {
    case "reasoning":
      return part.open && kind === "reasoning";
    case "text":
      return part.open && kind === (part.refusal === true ? "refusal" : "text");
    default:
      return false;
  }
}

function begun(kind: "text" | "reasoning" | "refusal", text: string): PartContent {
  if (kind === "refusal") return { kind: "text", text, open: true, refusal: true };
  return { kind, text, open: true };
}

/** Begins a new part; the one before it is closed, since a lane's piece is contiguous. */
export function addPart(
  parts: readonly Part[],
  content: PartContent,
  event: RuntimeEvent,
): readonly Part[] {
  const place = { sequence: event.sequence, last_sequence: event.sequence, at: event.timestamp };
  return [...closeLast(parts, event), { ...content, ...place }];
}

/** Closes the part that still streams, if any. */
export function closeLast(parts: readonly Part[], event: RuntimeEvent): readonly Part[] {
  const last = parts.at(-1);
  if (last === undefined) return parts;
  if (last.kind === "text" && last.open) return parts.with(-1, { ...last, open: false });
  if (last.kind === "reasoning" && last.open) {
    return parts.with(-1, { ...last, open: false, ended_at: event.timestamp });
  }
  return parts;
}

/** Shows a call among the tools of the current piece of the lane, or begins a new piece with it. */
export function addCall(
  parts: readonly Part[],
  toolCallId: string,
  event: RuntimeEvent,
): readonly Part[] {
  const last = parts.at(-1);
  if (last?.kind !== "tools") {
    return addPart(parts, { kind: "tools", tool_call_ids: [toolCallId] }, event);
  }
  const tool_call_ids = [...last.tool_call_ids, toolCallId];
  return parts.with(-1, { ...last, tool_call_ids, last_sequence: event.sequence });
}

/** Moves the end of the part that shows a call, so that the page can point at its newest event. */
export function touchCall(
  parts: readonly Part[],
  toolCallId: string,
  sequence: number,
): readonly Part[] {
  const index = parts.findLastIndex(
    (part) => part.kind === "tools" && part.tool_call_ids.includes(toolCallId),
  );
  const part = parts[index];
  return part === undefined ? parts : parts.with(index, { ...part, last_sequence: sequence });
}
