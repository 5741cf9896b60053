import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4StreamPart,
} from "@ai-sdk/provider";
import type { Clock } from "#runtime/services.ts";

import { createPartMapper, type PartMapper } from "./ai-sdk-parts.ts";
import { toCallOptions } from "./ai-sdk-prompt.ts";
import { onWire } from "./cassette/wired-fetch.ts";
import type { ModelDriver, ModelRequest } from "./driver.ts";
import { NotAStreamError } from "./failure-facts.ts";
import { describeFailure } from "./model-failure.ts";
import type { NormalizedEvent } from "./normalized-event.ts";
import { INACTIVITY_MS, watchInactivity } from "./protocol/watch-inactivity.ts";
import type { ProtocolName } from "./protocol/protocol.ts";
import type { Connection } from "./provider/connection.ts";

export interface AiSdkDriverOptions {
  readonly connection: Connection;
  readonly model: string;
  readonly clock: Clock;
  /** Gives the SDK's model; asked once a request. What it throws is the stream's error. */
  readonly load: () => Promise<LanguageModelV4>;
}

type PartReader = ReadableStreamDefaultReader<LanguageModelV4StreamPart>;

/** A driver over an AI SDK model: one request is one `doStream`, without retries. */
export function aiSdkDriver(options: AiSdkDriverOptions): ModelDriver {
  return {
    provider: options.connection.provider,
    model: options.model,
    stream: (request, signal) => streamModel(options, request, signal),
  };
}

/**
 * Owns one upstream response.
 *
 * 1. However the iteration ends, the provider's socket is closed: the stream is cancelled.
 * 2. An aborted signal ends it by throwing the signal's reason, never by an `error` event.
 */
async function* streamModel(
  { connection, clock, load }: AiSdkDriverOptions,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<readonly NormalizedEvent[]> {
  signal.throwIfAborted();
  const watch = watchInactivity(connection.inactivityMs ?? INACTIVITY_MS, clock);
  const describe = (error: unknown) =>
    describeFailure(watch.signal.aborted ? watch.signal.reason : error, connection);
  const mapper = createPartMapper(describe);
  const abortSignal = AbortSignal.any([signal, watch.signal]);
  const options = { ...unstored(toCallOptions(request), connection.protocol), abortSignal };
  let reader: PartReader | undefined;
  let isSilent = true;
  try {
    const model = await load();
    const asked = onWire(request.wire, () => model.doStream(options));
    const { stream, response } = await watch.over(Promise.resolve(asked));
    const refuse = notAStream(response?.headers);
    reader = stream.getReader();
    for (;;) {
      const part = await watch.over(reader.read());
      signal.throwIfAborted(); // 2: parts that had arrived before the abort are not shown after it
      const events = mapped(part, mapper);
      const last = events.at(-1);
      if (last === undefined) continue;
      if (isSilent && last.type === "error" && refuse !== undefined) throw refuse;
      isSilent = false;
      yield events;
      if (last.type === "done" || last.type === "error") return;
    }
  } catch (error) {
    signal.throwIfAborted(); // 2
    yield [describe(error)];
  } finally {
    watch.end();
    await reader?.cancel().catch(() => undefined); // 1; a stream that broke off is closed already
  }
}

/** OpenAI keeps nothing, since the log is ours: what it needs back of reasoning comes encrypted. */
function unstored(
  options: LanguageModelV4CallOptions,
  protocol: ProtocolName,
): LanguageModelV4CallOptions {
  if (protocol !== "responses") return options;
  const { openai, ...others } = options.providerOptions ?? {};
  return { ...options, providerOptions: { ...others, openai: { ...openai, store: false } } };
}

function mapped(
  part: Awaited<ReturnType<PartReader["read"]>>,
  mapper: PartMapper,
): readonly NormalizedEvent[] {
  return part.done ? mapper.end() : mapper.next(part.value);
}

/** A page that a proxy or a wrong address gives with status 200 looks like a stream cut short. */
function notAStream(headers: Record<string, string> | undefined): NotAStreamError | undefined {
  const type = headers?.["content-type"];
  if (type === undefined || !/^(?:text\/html|application\/json)\b/i.test(type)) return undefined;
  return new NotAStreamError(`its content type is "${type}"`);
}
