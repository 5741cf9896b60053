import { type Client, ProtocolError } from "@modelcontextprotocol/client";

import type { Clock } from "#runtime/services.ts";

/** A child process that does not answer for so long after a call was cancelled is stuck. */
const STOP_PATIENCE_MS = 1_500;

/** Whether a server answers at all; also a no is an answer. */
export async function isAnswering(client: Client, clock: Clock): Promise<boolean> {
  const timer = new AbortController();
  const late = clock.sleep(STOP_PATIENCE_MS, timer.signal).then(
    () => false,
    () => true,
  );
  const isOfToday = client.getDiscoverResult() !== undefined;
  const question = isOfToday ? client.discover() : client.ping();
  const answer = question.then(
    () => true,
    (error: unknown) => error instanceof ProtocolError,
  );
  const isAlive = await Promise.race([answer, late]);
  timer.abort();
  return isAlive;
}
