import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { type JsonObject, wordsOf } from "#runtime/model/protocol/json-access.ts";

type ProviderTool = Extract<NormalizedEvent, { type: "provider_tool" }>;

/** An output item of a tool that the provider runs; `web_search_call` becomes `web_search`. */
export function providerTool(
  type: string,
  moment: "running" | "finished",
  item: JsonObject,
): ProviderTool {
  return {
    type: "provider_tool",
    id: wordsOf(item["id"]) ?? wordsOf(item["call_id"]) ?? type,
    name: wordsOf(item["name"]) ?? type.replace(/_call$/, ""),
    status: moment === "running" ? "running" : outcome(item),
    item,
  };
}

function outcome(item: JsonObject): ProviderTool["status"] {
  const hasFailed = item["status"] === "failed" || item["status"] === "incomplete";
  return hasFailed || (item["error"] ?? null) !== null ? "failed" : "done";
}
