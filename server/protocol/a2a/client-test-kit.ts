import { Message, type SendMessageRequest, type Task } from "@a2a-js/sdk";
import {
  type Client,
  ClientFactory,
  DefaultAgentCardResolver,
  JsonRpcTransportFactory,
  RestTransportFactory,
} from "@a2a-js/sdk/client";

import type { ServedApp } from "#server/protocol/protocol-test-kit.ts";

/** The official client, which finds an agent by its card. */
export function clientOf(
  { origin, headers }: ServedApp,
  binding: string = "JSONRPC",
): Promise<Client> {
  const fetchImpl: typeof fetch = (input, init) => {
    const all = new Headers(init?.headers);
    all.set("authorization", headers.authorization);
    return fetch(input, { ...init, headers: all });
  };
  const factory = new ClientFactory({
    transports: [
      new JsonRpcTransportFactory({ fetchImpl }),
      new RestTransportFactory({ fetchImpl }),
    ],
    cardResolver: new DefaultAgentCardResolver({ fetchImpl }),
    preferredTransports: [binding],
  });
  return factory.createFromUrl(origin);
}

/** A message of a person, with what more its request says. */
export function sent(
  text: string,
  more: object = {},
  configuration: object = {},
): SendMessageRequest {
  const plain = { messageId: `m-${text}`, role: "ROLE_USER", parts: [{ text }], ...more };
  const message = Message.fromJSON(plain);
  const asked = {
    acceptedOutputModes: [],
    taskPushNotificationConfig: undefined,
    ...configuration,
  };
  return {
    tenant: "",
    message,
    configuration: { returnImmediately: false, ...asked },
    metadata: undefined,
  };
}

/** The task that a client was answered with. */
export async function taskOf(answer: Promise<Task | Message>): Promise<Task> {
  const found = await answer;
  if ("status" in found) return found;
  throw new Error("A message came in the place of a task");
}
