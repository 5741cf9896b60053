import { createHmac } from "node:crypto";
import { createRequestStateCodec, type RequestStateCodec } from "@modelcontextprotocol/server";
import { z } from "zod";

/** As long as a person may take to answer. */
const VALID_SECONDS = 24 * 60 * 60;

/** Where a call stands that asked its caller, which the caller brings back with the answers (2026-07-28). */
export const CallState = z.strictObject({
  run_id: z.string(),
  /** Events up to this sequence have been told. */
  after: z.int().nonnegative(),
  action_id: z.string(),
  arguments_hash: z.string(),
});
export type CallState = z.infer<typeof CallState>;

/** Seals such states by the server's token, so that they outlive a restart where the token does. */
export function callStates(token: string): RequestStateCodec<CallState> {
  const key = createHmac("sha256", token).update("State of an MCP call").digest();
  return createRequestStateCodec<CallState>({ key, ttlSeconds: VALID_SECONDS });
}
