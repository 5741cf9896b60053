import { Hono } from "hono";

import { safeRun } from "#runtime/control/safe-run.ts";
import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { Cassette } from "#runtime/model/cassette/cassette.ts";
import { CassetteError, readCassettes } from "#runtime/model/cassette/read-cassette.ts";
import { madeTest, MadeTestError } from "#runtime/replay/made-test/made-test.ts";
import { specText } from "#runtime/replay/made-test/spec-text.ts";
import { asProblem } from "#server/command-problem.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";

/** A run as a Playwright spec, with all that it needs in the one file. */
export function madeTests({ control, wire }: AppServices): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  routes.get("/runs/:run/fixture.ts", async (c) => {
    const run_id = c.req.param("run");
    const { events } = await asProblem(safeRun(run_id, control, { scope: "thread" }));
    const recorded = await recordedSteps(events, run_id, wire);
    return c.body(specOf(events, run_id, recorded), 200, {
      "Content-Type": "text/plain; charset=utf-8",
      "Content-Disposition": `attachment; filename="${run_id}.e2e.ts"`,
    });
  });
  return routes;
}

async function recordedSteps(
  events: readonly RuntimeEvent[],
  run_id: string,
  wire: AppServices["wire"],
): Promise<ReadonlyMap<string, Cassette>> {
  const recorded = new Map<string, Cassette>();
  for (const event of events) {
    const { step_id } = event;
    if (event.run_id !== run_id || event.type !== "model.requested" || step_id === undefined) {
      continue;
    }
    const bytes = await wire?.read({ run_id, step_id });
    const cassette = bytes === undefined ? undefined : lastExchange(bytes);
    if (cassette !== undefined) recorded.set(step_id, cassette);
  }
  return recorded;
}

/** A recording is beside the log: without it, or with a damaged one, the log tells what was said. */
function lastExchange(bytes: Uint8Array): Cassette | undefined {
  try {
    return readCassettes(bytes).at(-1);
  } catch (error) {
    if (error instanceof CassetteError) return undefined;
    throw error;
  }
}

function specOf(...parts: Parameters<typeof madeTest>): string {
  try {
    return specText(madeTest(...parts));
  } catch (error) {
    if (!(error instanceof MadeTestError)) throw error;
    const problem = {
      status: 409,
      code: "no_test",
      title: "This run cannot be made into a test",
      detail: error.message,
      fix: "Choose a run that a model, its tools and people brought to its end",
    };
    throw new ProblemError(problem, { cause: error });
  }
}
