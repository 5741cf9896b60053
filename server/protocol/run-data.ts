import { Hono } from "hono";

import { findThread, requireRun, requireThread } from "#runtime/control/find-thread.ts";
import { LANES, type Lane } from "#runtime/event/lane.ts";
import { readRun } from "#runtime/run-events.ts";
import { runMetrics } from "#runtime/state/run-metrics.ts";
import { isTerminal } from "#runtime/state/run-queries.ts";
import { runReadModel } from "#runtime/state/run-read-model.ts";
import { asProblem } from "#server/command-problem.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";
import { laneStream } from "#server/sse/lane-stream.ts";
import { browserStream } from "#server/sse/multiplex.ts";

/** Runs and threads as data: the read model, the events, and every lane as an address of its own. */
export function runData({ control, streams, wire }: AppServices): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  routes.get("/runs/:file{[^/]+\\.json}", async (c) => {
    const { thread, run } = await asProblem(requireRun(control, stem(c.req.param("file"))));
    const { turns } = await thread.state();
    const text = turns.find(({ run_id }) => run_id === run.run_id)?.text ?? "";
    const events = (await readRun(thread.log, run)).map(({ event }) => event);
    const metrics = runMetrics(events.filter(({ run_id }) => run_id === run.run_id));
    return c.json({ ...runReadModel(run, text), metrics });
  });

  routes.get("/runs/:run/wire/:step", async (c) => {
    const { run } = await asProblem(requireRun(control, c.req.param("run")));
    const step_id = c.req.param("step");
    const cassette = await firstOf([run.run_id, ...(run.forked_from?.run_ids ?? [])], (run_id) =>
      wire?.read({ run_id, step_id }),
    );
    if (cassette === undefined) throw notRecorded(step_id);
    return c.body(cassette, 200, { "Content-Type": "application/jsonl; charset=utf-8" });
  });

  const runLanes = async (c: LaneContext, lanes?: ReadonlySet<Lane>) => {
    const { thread, run } = await asProblem(requireRun(control, c.req.param("run") ?? ""));
    return laneStream(c, streams, {
      log: thread.log,
      run_id: run.run_id,
      from: run.first_sequence - 1,
      ...(isTerminal(run.status) && { ended_at: run.last_sequence }),
      ...(lanes !== undefined && { lanes }),
    });
  };
  routes.get("/runs/:run/lanes", (c) => runLanes(c));
  routes.get("/runs/:run/stream", (c) => runLanes(c));
  routes.get("/runs/:run/lanes/:lane", (c) => runLanes(c, new Set([lane(c.req.param("lane"))])));

  routes.get("/threads/:thread/stream", async (c) => {
    const thread = await asProblem(requireThread(control, "thread", c.req.param("thread")));
    return laneStream(c, streams, { log: thread.log });
  });

  routes.get("/stream", (c) =>
    browserStream(c, streams, async (id) => (await asProblem(findThread(control, id)))?.log),
  );
  return routes;
}

/** A fork's steps may be those of the runs that it goes on from. */
async function firstOf<Found>(
  runIds: readonly string[],
  read: (runId: string) => Promise<Found | undefined> | undefined,
): Promise<Found | undefined> {
  for (const runId of runIds) {
    const found = await read(runId);
    if (found !== undefined) return found;
  }
  return undefined;
}

function notRecorded(step_id: string): ProblemError {
  return new ProblemError({
    status: 404,
    code: "not_recorded",
    title: "Nothing was recorded",
    detail: `What crossed the wire for the step "${step_id}" was not kept`,
    fix: "Name a step that asked a model over the network, while models.record is not false",
  });
}

type LaneContext = Parameters<typeof laneStream>[0];

function stem(file: string): string {
  return file.replace(/\.json$/, "");
}

function lane(name: string): Lane {
  const found = LANES.find((known) => known === name);
  if (found !== undefined) return found;
  throw new ProblemError({
    status: 404,
    code: "unknown_lane",
    title: "Unknown lane",
    detail: `There is no lane "${name}"`,
    fix: `Use one of ${LANES.join(", ")}`,
  });
}
