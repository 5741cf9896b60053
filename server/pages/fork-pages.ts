import { Hono, type Context } from "hono";
import { z } from "zod";

import { perform } from "#runtime/control/dispatch.ts";
import { estimateFork } from "#runtime/control/estimate-fork.ts";
import { forkOrigin } from "#runtime/control/fork-origin.ts";
import { forkThread } from "#runtime/control/fork-thread.ts";
import { ForkEffects } from "#runtime/event/turn.ts";
import { asProblem } from "#server/command-problem.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import type { AppServices } from "#server/services.ts";
import { forkDialog, forkPage } from "#views/inspector/fork-page.ts";
import { urls } from "#views/urls.ts";
import { readForm } from "./form.ts";
import { html, pageFrame, wantsFragment } from "./page.ts";

const ForkForm = z.object({
  at: z.coerce.number().int(),
  message: z.string().exactOptional(),
  model: z.string().exactOptional(),
  system_prompt: z.string().exactOptional(),
  /** The call whose result is to be another one; absent, none is. */
  tool_call_id: z.string().exactOptional(),
  tool_result: z.string().default(""),
  effects: ForkEffects.exactOptional(),
  idempotency_key: z.string().max(200).exactOptional(),
});
type ForkForm = z.output<typeof ForkForm>;

const At = z.coerce.number().int().min(1);

/** A new run from the midst of another one: what it would reuse and cost, and the form that begins it. */
export function forkPages(services: AppServices): Hono<AppEnv> {
  const { control, models } = services;
  const routes = new Hono<AppEnv>();

  routes.get("/runs/:run/fork", async (c) => {
    const run_id = c.req.param("run");
    const asked = At.safeParse(c.req.query("at"));
    const place = { run_id, ...(asked.success && { sequence: asked.data }) };
    const estimate = await asProblem(perform(estimateFork, place, control));
    const { cut } = await asProblem(forkOrigin(place, control));
    const plan = {
      run_id,
      ...(cut !== undefined && { cut }),
      estimate,
      models: models.list(),
      idempotency_key: control.ids.next("t"),
    };
    if (wantsFragment(c)) return html(c, forkDialog(plan));
    return html(c, forkPage({ ...(await pageFrame(c, services, "inspector")), ...plan }));
  });

  routes.post("/runs/:run/fork", async (c) => {
    const run_id = c.req.param("run");
    return begin(c, services, run_id, await readForm(c, ForkForm));
  });
  return routes;
}

async function begin(
  c: Context<AppEnv>,
  { control }: AppServices,
  run_id: string,
  form: ForkForm,
): Promise<Response> {
  const { at: sequence, message, model, effects, idempotency_key } = form;
  const wish = {
    run_id,
    sequence,
    ...(message !== undefined && { input: { text: message } }),
    ...(model !== undefined && { options: { model } }),
    ...changesOf(form),
    ...(effects !== undefined && { effects }),
    ...(idempotency_key !== undefined && { idempotency_key }),
  };
  const fork = await asProblem(perform(forkThread, wish, control));
  return c.redirect(urls.run(fork.run_id ?? run_id), 303);
}

function changesOf({ system_prompt, tool_call_id, tool_result: content }: ForkForm) {
  const changes = {
    ...(system_prompt !== undefined && { system_prompt }),
    ...(tool_call_id !== undefined && { tool_result: { tool_call_id, content } }),
  };
  return Object.keys(changes).length === 0 ? {} : { changes };
}
