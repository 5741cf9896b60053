import type { Clock } from "#runtime/services.ts";

import { aiSdkDriver } from "./ai-sdk-driver.ts";
import { loadSdkModel } from "./ai-sdk-package.ts";
import type { ModelDriver } from "./driver.ts";
import { chatProtocolIn } from "./protocol/chat/chat-protocol.ts";
import { withThinkTag } from "./protocol/chat/think-tag.ts";
import { createHttpDriver } from "./protocol/http-driver.ts";
import { PROTOCOLS } from "./protocol/protocols.ts";
import type { Connection } from "./provider/connection.ts";

/** The driver for a model behind a connection. Nothing is loaded or sent before its first `stream`. */
export function connectDriver(connection: Connection, model: string, clock: Clock): ModelDriver {
  if (connection.driver === "ai-sdk") {
    const load = keepOnce(() => loadSdkModel(connection, model));
    return aiSdkDriver({ connection, model, clock, load });
  }
  const protocol =
    connection.protocol === "chat"
      ? chatProtocolIn(connection.chat ?? {})
      : PROTOCOLS[connection.protocol];
  const driver = createHttpDriver({ connection, protocol, model, clock });
  return connection.protocol === "chat" ? withThinkTag(driver) : driver;
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
