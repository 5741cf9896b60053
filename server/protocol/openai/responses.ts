import { type Context, Hono } from "hono";
import { z } from "zod";

import { archiveTask } from "#runtime/control/archive-task.ts";
import { perform } from "#runtime/control/dispatch.ts";
import { interruptTurn } from "#runtime/control/interrupt-turn.ts";
import { asProblem } from "#server/command-problem.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { readJson } from "#server/security/json-body.ts";
import type { AppServices } from "#server/services.ts";
import { findResponse, type FoundResponse, storedResponse } from "./find-response.ts";
import { followRun, saidSoFar } from "./follow-run.ts";
import { frameResponse } from "./frame-response.ts";
import { inputItems } from "./input-items.ts";
import { parseBody } from "./protocol-error.ts";
import { responseFrames, responseOf } from "./response-frames.ts";
import { responseId } from "./response-item.ts";
import { isOver } from "./response-resource.ts";
import { responseTurn } from "./response-turn.ts";
import { ResponsesRequest } from "./responses-request.ts";
import { submitConversation } from "./submit-conversation.ts";

const StreamQuery = z.object({
  stream: z.enum(["true", "false"]).optional(),
  starting_after: z.coerce.number().int().min(0).optional(),
});
const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  order: z.enum(["asc", "desc"]).default("desc"),
  after: z.string().optional(),
});

/**
 * Responses over HTTP (Open Responses 2026-04-24): each response is a run. A client that hangs up stops
 * nothing; `/cancel` does.
 */
export function responses({ control, streams }: AppServices): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  const stream = (c: Context<AppEnv>, found: FoundResponse, after?: number): Response =>
    frameResponse(c, streams, {
      frames: (signal) => responseFrames(found.turn, followRun(found, signal), after),
    });
  const now = (found: FoundResponse) => responseOf(found.turn, saidSoFar(found));

  routes.post("/v1/responses", async (c) => {
    const asked = parseBody(ResponsesRequest, await readJson(c));
    const { run_id } = await submitConversation(await responseTurn(asked, control), control);
    const found = await findResponse(run_id, control);
    if (asked.stream === true) return stream(c, found);
    if (asked.background === true) return c.json(await now(found));
    const signal = AbortSignal.any([c.req.raw.signal, streams.draining]);
    return c.json(await responseOf(found.turn, followRun(found, signal)));
  });

  routes.get("/v1/responses/:id", async (c) => {
    const { stream: wantsStream, starting_after } = parseBody(StreamQuery, c.req.query());
    const found = await storedResponse(c.req.param("id"), control);
    return wantsStream === "true" ? stream(c, found, starting_after) : c.json(await now(found));
  });

  routes.get("/v1/responses/:id/input_items", async (c) => {
    const page = parseBody(PageQuery, c.req.query());
    const { turn } = await storedResponse(c.req.param("id"), control);
    return c.json(inputItems(turn, page));
  });

  routes.post("/v1/responses/:id/cancel", async (c) => {
    const found = await storedResponse(c.req.param("id"), control);
    const { run_id } = found.turn;
    const reason = "Cancelled by the client";
    await asProblem(perform(interruptTurn, { run_id, reason }, control));
    const signal = AbortSignal.any([c.req.raw.signal, streams.draining]);
    return c.json(await responseOf(found.turn, followRun(found, signal)));
  });

  routes.delete("/v1/responses/:id", async (c) => {
    const { turn } = await storedResponse(c.req.param("id"), control);
    const { run_id, task_id } = turn;
    const reason = "Deleted by the client";
    if (!isOver(turn)) await asProblem(perform(interruptTurn, { run_id, reason }, control));
    await ended(run_id);
    await asProblem(perform(archiveTask, { task_id, reason }, control));
    return c.json({ id: responseId(run_id), object: "response", deleted: true });
  });

  /** A run is stopped before it is put away. */
  async function ended(run_id: string): Promise<void> {
    const found = await findResponse(run_id, control);
    for await (const _ of followRun(found, streams.draining));
  }
  return routes;
}
