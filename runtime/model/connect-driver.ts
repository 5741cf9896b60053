import type { Clock } from "#runtime/services.ts";

import type { ModelDriver } from "./driver.ts";
import { chatProtocolIn } from "./protocol/chat/chat-protocol.ts";
import { withThinkTag } from "./protocol/chat/think-tag.ts";
import { createHttpDriver } from "./protocol/http-driver.ts";
import { PROTOCOLS } from "./protocol/protocols.ts";
import type { Connection } from "./provider/connection.ts";

/** The driver for a model behind a connection. Nothing is loaded or sent before its first `stream`. */
export function connectDriver(connection: Connection, model: string, clock: Clock): ModelDriver {
  if (connection.driver === "ai-sdk") {
    return aiSdkModel(connection, model, clock);
  }
  const protocol =
    connection.protocol === "chat"
      ? chatProtocolIn(connection.chat ?? {})
      : PROTOCOLS[connection.protocol];
  const driver = createHttpDriver({ connection, protocol, model, clock });
  return connection.protocol === "chat" ? withThinkTag(driver) : driver;
}

/** The share of the AI SDK needs Node, so that it is loaded only where it is asked for. */
function aiSdkModel(connection: Connection, model: string, clock: Clock): ModelDriver {
  const connect = keepOnce(async () => {
    const [{ aiSdkDriver }, { loadSdkModel }] = await Promise.all([
      import("./ai-sdk-driver.ts"),
      import("./ai-sdk-package.ts"),
    ]);
    const load = keepOnce(() => loadSdkModel(connection, model));
    return aiSdkDriver({ connection, model, clock, load });
  });
  return {
    provider: connection.provider,
    model,
    stream: async function* (request, signal) {
      yield* (await connect()).stream(request, signal);
    },
  };
}

/** One load for all requests; a failed one is tried again, since a package may be installed. */
function keepOnce<Value>(load: () => Promise<Value>): () => Promise<Value> {
  let kept: Promise<Value> | undefined;
  return async () => {
    kept ??= load();
    try {
      return await kept;
    } catch (error) {
      kept = undefined;
      throw error;
    }
  };
}
