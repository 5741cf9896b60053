import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";

import type { Clock } from "#runtime/services.ts";
import { checkedUrl } from "#runtime/tool/builtin/web/checked-url.ts";
import {
  type AddressServices,
  lookupOf,
  pinnedAddress,
} from "#runtime/tool/builtin/web/node-pinned-address.ts";

const PATIENCE_MS = 10_000;

/** How a message gets to a receiver. */
export interface PostServices extends AddressServices {
  readonly clock: Clock;
  readonly ports: readonly number[];
}

/** A message on its way. */
export interface Message {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Posts a message and answers with the receiver's status (S13). Rejects where the address is forbidden, or
 * there is no answer within 10 s.
 *
 * P1 The connection goes to an address that was checked, whatever a resolver says a moment later.
 * P2 Nobody is followed: an answer that sends on is an answer like any other.
 * P3 Of the answer only its head is read.
 */
export async function postMessage(
  message: Message,
  services: PostServices,
  signal: AbortSignal,
): Promise<number> {
  const url = checkedUrl(message.url, services.ports);
  return inTime(services.clock, signal, async (both) => {
    const address = await pinnedAddress(url, services); // P1
    both.throwIfAborted();
    return statusOf(url, message, { lookup: lookupOf(address), signal: both });
  });
}

function statusOf(
  url: URL,
  { headers, body }: Message,
  { lookup, signal }: { lookup: ReturnType<typeof lookupOf>; signal: AbortSignal },
): Promise<number> {
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  const sent = {
    ...headers,
    "content-length": String(Buffer.byteLength(body)),
    "user-agent": "uar-playground",
  };
  return new Promise((resolve, reject) => {
    // `agent: false`: a connection that somebody left open leads where nobody checked now.
    const options = { method: "POST", lookup, headers: sent, signal, agent: false };
    const asked = request(url, options, (response) => {
      resolve(response.statusCode ?? 0);
      response.destroy(); // P3
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

/** Ends the wait when nobody waits any more, also where the work itself hears of no end, as a resolver. */
async function inTime<Result>(
  clock: Clock,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const over = new AbortController();
  const late = new AbortController();
  signal.throwIfAborted();
  const both = AbortSignal.any([signal, late.signal]);
  const ended = Promise.withResolvers<never>();
  ended.promise.catch(() => {}); // Where the work was done first, nobody waits for it.
  both.addEventListener("abort", () => ended.reject(both.reason as Error));
  const timer = clock.sleep(PATIENCE_MS, over.signal).then(
    () => late.abort(new Error(`There was no answer within ${PATIENCE_MS / 1_000} s`)),
    () => {}, // It was done first.
  );
  try {
    return await Promise.race([work(both), ended.promise]);
  } finally {
    over.abort();
    await timer;
  }
}
