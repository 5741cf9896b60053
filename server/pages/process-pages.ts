import { type Context, Hono } from "hono";
import { z } from "zod";

import { perform } from "#runtime/control/dispatch.ts";
import { requireThread } from "#runtime/control/find-thread.ts";
import { terminateProcess, writeProcessStdin } from "#runtime/control/processes.ts";
import { asProblem } from "#server/command-problem.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import type { AppServices } from "#server/services.ts";
import { readForm } from "./form.ts";
import { wantsFragment } from "./page.ts";
import { branchPlace } from "./shown-branch.ts";

const InputForm = z.object({ input: z.string().max(10_000).default("") });

/** The forms of a command that a call of a run has started. */
export function processPages({ control }: AppServices): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.post("/runs/:run/processes/:process/input", async (c) => {
    const { run, process: process_id } = c.req.param();
    const { input } = await readForm(c, InputForm);
    // A line that a person sends ends as a line does.
    await asProblem(perform(writeProcessStdin, { process_id, input: `${input}\n` }, control));
    return back(c, run);
  });
  routes.post("/runs/:run/processes/:process/end", async (c) => {
    const { run, process: process_id } = c.req.param();
    await asProblem(perform(terminateProcess, { process_id, reason: "Ended by you" }, control));
    return back(c, run);
  });
  return routes;

  async function back(c: Context<AppEnv>, run: string): Promise<Response> {
    if (wantsFragment(c)) return c.body(null, 204);
    const thread = await asProblem(requireThread(control, "run", run));
    return c.redirect(await branchPlace(thread, control), 303);
  }
}
