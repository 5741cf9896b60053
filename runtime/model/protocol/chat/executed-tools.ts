import type { Json } from "#runtime/event/shared.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { objectsOf, textOf } from "#runtime/model/protocol/json-access.ts";

/** Groq's `executed_tools`: what its compound models ran themselves, once as begun, once with its output. */
export function readExecutedTools(tools: Json, out: NormalizedEvent[]): void {
  for (const item of objectsOf(tools)) {
    const name = textOf(item["type"]) ?? "tool";
    const id = `${name}_${typeof item["index"] === "number" ? item["index"] : 0}`;
    const status = item["output"] === undefined ? "running" : "done";
    out.push({ type: "provider_tool", id, name, status, item });
  }
}
