import { Hono } from "hono";

import { requireRun } from "#runtime/control/find-thread.ts";
import { readRun } from "#runtime/run-events.ts";
import { asProblem } from "#server/command-problem.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { bundleResponse } from "#server/security/bundle.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";
import { sceneBundle } from "#views/docs/bundle-scenes.ts";

/** A version of a bundle, in a sandbox of its own: nothing in it reaches the page or the network. */
export function bundlePages({ control }: AppServices): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get("/bundle/:run/:artifact", async (c) => {
    const { run: runId, artifact } = c.req.param();
    const version = Number(c.req.query("version") ?? "1");
    const pictured = sceneBundle(runId, artifact, version);
    if (pictured !== undefined) return bundleResponse(pictured);
    const { thread, run } = await asProblem(requireRun(control, runId));
    for (const { event } of await readRun(thread.log, run)) {
      if (event.type !== "artifact.changed" || event.artifact_id !== artifact) continue;
      const { content, version: stored, media_type } = event.payload;
      if (stored === version && media_type === "text/html") return bundleResponse(content ?? "");
    }
    const detail = `This run has no bundle "${artifact}" in version ${c.req.query("version") ?? 1}`;
    throw new ProblemError({ status: 404, code: "not_found", title: "Not found", detail });
  });
  return routes;
}
