import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

import { isForbiddenAddress } from "#runtime/tool/builtin/web/node-forbidden-address.ts";
import {
  type OutboxRecords,
  type OutboxStore,
  outboxInMemory,
} from "#server/webhook/outbox-records.ts";
import type { WebhookServices } from "#server/webhook/webhooks.ts";

/** Stands for the public internet; 127.0.0.1 stays what it is. */
const PUBLIC = "127.0.0.2";

/** A message as it arrived. */
export interface Arrived {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a receiver answers; `hang` is nothing at all. */
export type Answer = number | "hang" | { readonly location: string };

/** Somebody who is told of events. */
export interface Receiver {
  readonly port: number;
  readonly url: (path?: string, host?: string) => string;
  readonly arrived: readonly Arrived[];
  /** What came to a private address of the same port. */
  readonly inside: readonly Arrived[];
  /** The message of that number, from 1 on, once it has come. */
  message(count: number): Promise<Arrived>;
  /** How webhooks reach this receiver and nobody else. */
  readonly services: Pick<WebhookServices, "ports" | "isForbidden" | "resolve">;
}

/** For tests: somebody in public who is told of events, and a neighbour in private who never should be. */
export async function receiver(
  answer: (message: Arrived, count: number) => Answer = () => 204,
): Promise<Receiver> {
  const inside: Arrived[] = [];
  const neighbour = await listening("127.0.0.1", 0, (message) => {
    inside.push(message);
    return 200;
  });
  const { port } = neighbour;
  const arrived: Arrived[] = [];
  const waiting: (() => void)[] = [];
  await listening(PUBLIC, port, (message) => {
    arrived.push(message);
    for (const wake of waiting.splice(0)) wake();
    return answer(message, arrived.length);
  });
  return {
    port,
    url: (path = "/hook", host = "site.test") => `http://${host}:${port}${path}`,
    arrived,
    inside,
    message: async (count) => {
      for (;;) {
        const found = arrived[count - 1];
        if (found !== undefined) return found;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    services: {
      ports: [port],
      isForbidden: (address) => address !== PUBLIC && isForbiddenAddress(address),
      resolve: async () => [{ address: PUBLIC, family: 4 }],
    },
  };
}

/** An outbox that says when it holds what a test waits for. */
export interface WatchedOutbox {
  readonly store: OutboxStore;
  holds(condition: (records: OutboxRecords) => boolean): Promise<OutboxRecords>;
}

export function watchedOutbox(store: OutboxStore = outboxInMemory()): WatchedOutbox {
  let records: OutboxRecords | undefined;
  const waiting = new Set<() => void>();
  return {
    store: {
      read: () => store.read(),
      write: async (next) => {
        await store.write(next);
        records = structuredClone(next);
        for (const look of waiting) look();
      },
    },
    holds: (condition) =>
      new Promise<OutboxRecords>((resolve) => {
        const look = () => {
          if (records === undefined || !condition(records)) return;
          waiting.delete(look);
          resolve(records);
        };
        waiting.add(look);
        look();
      }),
  };
}

async function listening(host: string, at: number, answer: (message: Arrived) => Answer) {
  const server: Server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (piece: string) => (body += piece));
    request.on("end", () => {
      const said = answer({ path: request.url ?? "", headers: request.headers, body });
      if (said === "hang") return;
      if (typeof said === "number") response.writeHead(said).end("{}");
      else response.writeHead(302, said).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(at, host, resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server that listens on a port has an address of this form.
  return { port: (server.address() as AddressInfo).port };
}
