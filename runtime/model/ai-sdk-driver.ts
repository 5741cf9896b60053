import type { LanguageModelV4 } from "@ai-sdk/provider";

import { createPartMapper } from "./ai-sdk-parts.ts";
import { toCallOptions } from "./ai-sdk-prompt.ts";
import type { ModelDriver, ModelRequest } from "./driver.ts";
import { NotAStreamError } from "./failure-facts.ts";
import { describeFailure, type ProviderIdentity } from "./model-failure.ts";
import type { NormalizedEvent } from "./normalized-event.ts";

/** A driver over an AI SDK model: one request is one `doStream`, without retries. */
export function aiSdkDriver(
  model: LanguageModelV4,
  name: string,
  identity: ProviderIdentity,
): ModelDriver {
  return {
    provider: identity.provider,
    model: name,
    stream: (request, signal) => streamModel(model, identity, request, signal),
  };
}

/**
 * Owns one upstream response.
 *
 * 1. However the iteration ends, the provider's socket is closed: leaving the loop cancels the stream.
 * 2. An aborted signal ends it by throwing the signal's reason, never by an `error` event.
 */
async function* streamModel(
  model: LanguageModelV4,
  identity: ProviderIdentity,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<NormalizedEvent> {
  signal.throwIfAborted();
  const describe = (error: unknown) => describeFailure(error, identity);
  const mapper = createPartMapper(describe);
  let isSilent = true;
  try {
    const options = { ...toCallOptions(request), abortSignal: signal };
    const { stream, response } = await model.doStream(options);
    const refuse = notAStream(response?.headers);
    for await (const part of stream) {
      signal.throwIfAborted(); // 2: parts that had arrived before the abort are not shown after it
      for (const event of mapper.next(part)) {
        if (isSilent && event.type === "error" && refuse !== undefined) throw refuse;
        isSilent = false;
        yield event;
        if (event.type === "done" || event.type === "error") return; // 1
      }
    }
    signal.throwIfAborted();
    if (isSilent && refuse !== undefined) throw refuse;
    yield* mapper.end();
  } catch (error) {
    signal.throwIfAborted(); // 2
    yield describe(error);
  }
}

/** A page that a proxy or a wrong address gives with status 200 looks like a stream cut short. */
function notAStream(headers: Record<string, string> | undefined): NotAStreamError | undefined {
  const type = headers?.["content-type"];
  if (type === undefined || !/^(?:text\/html|application\/json)\b/i.test(type)) return undefined;
  return new NotAStreamError(`its content type is "${type}"`);
}
