import { AsyncLocalStorage } from "node:async_hooks";

import type { WireTap } from "./exchange-sink.ts";
import { type RecordedConnection, recordingFetch } from "./recording-fetch.ts";

/**
 * An SDK takes its `fetch` when it is made and shares it between requests, so which request a call
 * belongs to is known only from where it comes.
 */
const current = new AsyncLocalStorage<WireTap>();

/** Does `work` so that each `wiredFetch` within it shows the tap what crosses it. */
export function onWire<Result>(tap: WireTap | undefined, work: () => Result): Result {
  return tap === undefined ? work() : current.run(tap, work);
}

/** The connection's `fetch`, recorded where `onWire` says so. */
export function wiredFetch(connection: RecordedConnection): typeof globalThis.fetch {
  return (input, init) => {
    const tap = current.getStore();
    const fetch = tap === undefined ? connection.fetch : recordingFetch(connection, tap);
    return fetch(input, init);
  };
}
