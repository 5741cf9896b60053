import { Hono, type Context } from "hono";
import { z } from "zod";

import { perform } from "#runtime/control/dispatch.ts";
import { exportEvidence } from "#runtime/control/export-evidence.ts";
import { exportReview } from "#runtime/control/export-review.ts";
import { asProblem } from "#server/command-problem.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import type { AppServices } from "#server/services.ts";
import { readForm } from "./form.ts";

const EvidenceForm = z.object({
  verify: z.literal("yes").exactOptional(),
  outputs: z.literal("yes").exactOptional(),
});

/** What can be taken along of a run, as files to save: asking for it is written to the log. */
export function evidencePages({ control }: AppServices): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  routes.post("/runs/:run/evidence", async (c) => {
    const run_id = c.req.param("run");
    const { verify, outputs } = await readForm(c, EvidenceForm);
    const wish = { run_id, verify: verify !== undefined, include_outputs: outputs !== undefined };
    return file(c, await asProblem(perform(exportEvidence, wish, control)), "evidence");
  });

  routes.post("/runs/:run/review", async (c) => {
    const run_id = c.req.param("run");
    return file(c, await asProblem(perform(exportReview, { run_id }, control)), "review");
  });
  return routes;
}

function file(c: Context<AppEnv>, content: { evidence_id: string }, kind: string): Response {
  const name = `${kind}-${content.evidence_id}.json`;
  return c.body(JSON.stringify(content, null, 2), 200, {
    "Content-Type": "application/json; charset=utf-8",
    "Content-Disposition": `attachment; filename="${name}"`,
  });
}
