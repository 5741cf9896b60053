import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { type JsonObject, objectOf, wordsOf } from "#runtime/model/protocol/json-access.ts";

/**
 * A part that tells what one of Google's own tools was asked (`toolCall`) or gave (`toolResponse`);
 * false for any other part. Its signature is for the part itself, which no request sends back.
 */
export function readGoogleTool(part: JsonObject, out: NormalizedEvent[]): boolean {
  const result = objectOf(part["toolResponse"]);
  const tool = result ?? objectOf(part["toolCall"]);
  if (tool === undefined) return false;
  const name = wordsOf(tool["toolType"])?.toLowerCase() ?? "tool";
  const status = result === undefined ? "running" : "done";
  out.push({ type: "provider_tool", id: wordsOf(tool["id"]) ?? name, name, status, item: part });
  return true;
}
