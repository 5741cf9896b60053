import type { FinishReason } from "#runtime/event/model.ts";
import type { ModelError, NormalizedEvent } from "#runtime/model/normalized-event.ts";
import type { ProviderIdentity } from "#runtime/model/model-failure.ts";
import {
  type JsonObject,
  objectOf,
  wordsOf,
  withoutEmpty,
} from "#runtime/model/protocol/json-access.ts";
import { refusedInStream } from "#runtime/model/protocol/stream-failure.ts";

/** How a response ended; `called` says whether the model asked for a tool. */
export function doneEvent(response: JsonObject, called: boolean): NormalizedEvent {
  const status = wordsOf(response["status"]);
  const metadata = withoutEmpty({
    response_id: response["id"],
    model: response["model"],
    service_tier: response["service_tier"],
    incomplete_details: response["incomplete_details"],
  });
  return {
    type: "done",
    finish_reason: finishReasonOf(response, called),
    ...(status !== undefined && { provider_finish: status }),
    ...(Object.keys(metadata).length > 0 && { provider_metadata: metadata }),
  };
}

function finishReasonOf(response: JsonObject, called: boolean): FinishReason {
  const reason = objectOf(response["incomplete_details"])?.["reason"];
  if (reason === "max_output_tokens") return "length";
  if (reason === "content_filter") return "content_filter";
  if (called) return "tool_calls";
  return response["status"] === "completed" ? "stop" : "unknown";
}

/** The failure that an `error` event, a failed response or a bare error object tells. */
export function failureOf(
  frame: JsonObject,
  response: JsonObject,
  identity: ProviderIdentity,
): ModelError {
  const status = wordsOf(response["status"]);
  const said = objectOf(response["error"]) ?? objectOf(frame["error"]);
  return {
    ...refusedInStream(said === undefined ? frame : { error: said }, identity),
    ...(status !== undefined && { provider_finish: status }),
  };
}
