import { Hono, type Context } from "hono";
import { z } from "zod";

import { perform } from "#runtime/control/dispatch.ts";
import { submitTurn } from "#runtime/control/submit-turn.ts";
import { findVariant, variantName } from "#runtime/model/scenario/scenario-variant.ts";
import { asProblem } from "#server/command-problem.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";
import { type LabPage, labPage, labsPage } from "#views/lab/lab-pages.ts";
import { urls } from "#views/urls.ts";
import { readForm } from "./form.ts";
import { html, pageFrame } from "./page.ts";

const LabForm = z.object({
  rate: z.string().trim().exactOptional(),
  seed: z.string().trim().exactOptional(),
  idempotency_key: z.string().exactOptional(),
});
type Asked = Pick<z.infer<typeof LabForm>, "rate" | "seed">;

/** Scripted runs: looking at one starts nothing, its form plays it in a session of its own. */
export function labPages(services: AppServices): Hono<AppEnv> {
  const { control, scenarios } = services;
  const routes = new Hono<AppEnv>();

  routes.get("/lab", async (c) => {
    return html(c, labsPage({ ...(await pageFrame(c, services, "pages")), scenarios }));
  });

  routes.get("/lab/:scenario", async (c) => {
    const { rate, seed } = c.req.query();
    const query = { ...(rate && { rate }), ...(seed && { seed }) };
    return html(c, labPage(await pageOf(c, services, query)));
  });

  routes.post("/lab/:scenario", async (c) => {
    const { name, prompt } = requireScenario(services, c.req.param("scenario"));
    const { idempotency_key, ...asked } = await readForm(c, LabForm);
    const played = variantName(name, playOf(asked));
    if (played !== name && findVariant(played, scenarios) === undefined) {
      const problem = "The rate goes from 0.1 to 1,000,000, the seed from 0 to 4,294,967,295";
      return html(c, labPage({ ...(await pageOf(c, services, asked)), problem }), 422);
    }
    const input = {
      input: { text: prompt },
      options: { model: `scenario/${played}` },
      ...(idempotency_key && { idempotency_key }),
    };
    const { session_id } = await asProblem(perform(submitTurn, input, control));
    return c.redirect(urls.session(session_id), 303);
  });
  return routes;
}

/** What is no number stands for itself, and no scenario is found by it. */
function playOf({ rate = "", seed = "" }: Asked) {
  return {
    ...(rate !== "" && { rate: Number(rate) }),
    ...(seed !== "" && { seed: Number(seed) }),
  };
}

async function pageOf(c: Context<AppEnv>, services: AppServices, query: Asked): Promise<LabPage> {
  const scenario = requireScenario(services, c.req.param("scenario") ?? "");
  const idempotency_key = services.control.ids.next("t");
  return { ...(await pageFrame(c, services, "pages")), scenario, query, idempotency_key };
}

function requireScenario({ scenarios }: AppServices, name: string) {
  const scenario = scenarios.find((known) => known.name === name);
  if (scenario !== undefined) return scenario;
  throw new ProblemError({
    status: 404,
    code: "not_found",
    title: "Not found",
    detail: `There is no scripted run "${name}"`,
    fix: "Choose one from the list",
  });
}
