import type { Context } from "hono";

import type { AppEnv } from "#server/security/app-env.ts";
import { arrival } from "#server/security/arrival.ts";
import { problem } from "#server/security/problem.ts";
import type { SlotRefusal } from "#server/security/stream-slots.ts";
import type { LaneFormat } from "./lane-format.ts";
import type { LogSource } from "./log-reader.ts";
import type { StreamServices } from "./stream-services.ts";
import { EventStream } from "./stream.ts";

const RETRY_AFTER_S = "5";

export interface StreamContent {
  readonly sources: readonly LogSource[];
  readonly format: Pick<LaneFormat, "contentType" | "heartbeat">;
  readonly opening: string;
}

/** Answers a request with a live stream, as long as there is a slot for it. */
export function streamResponse(
  c: Context<AppEnv>,
  services: StreamServices,
  { sources, format, opening }: StreamContent,
): Response | Promise<Response> {
  const headers = {
    "Content-Type": `${format.contentType}; charset=utf-8`,
    "Cache-Control": "no-cache, no-store, no-transform",
    "X-Accel-Buffering": "no",
  };
  // A HEAD answer's body is never read, so nothing would end its stream.
  if (c.req.method === "HEAD") return new Response(null, { headers });
  const slot = services.slots.take(c.get("access"));
  if (typeof slot === "string") return refusal(c, slot);
  const { outgoing } = arrival(c);
  const stream = new EventStream({
    sources,
    format,
    opening,
    services,
    drop: outgoing && (() => outgoing.destroy()),
    onEnd: slot,
  });
  outgoing?.once("close", () => stream.close());
  return new Response(stream.body, { headers });
}

function refusal(c: Context<AppEnv>, limit: SlotRefusal): Response | Promise<Response> {
  return problem(
    c,
    {
      status: limit === "user" ? 429 : 503,
      code: "too_many_streams",
      title: "Too many open streams",
      detail: `The limit of open streams of this ${limit} is reached`,
      fix: "Close a stream, or follow several threads on one with /stream?subscribe=",
    },
    { "Retry-After": RETRY_AFTER_S },
  );
}
