import { type Context, Hono } from "hono";
import { z } from "zod";

import { RUN_SCRIPT } from "#runtime/agent/skill/script-tool.ts";
import { CommandError } from "#runtime/control/command.ts";
import { perform } from "#runtime/control/dispatch.ts";
import { requireRun } from "#runtime/control/find-thread.ts";
import { listSkills, readSkill, runSkillScript } from "#runtime/control/skills.ts";
import { readDirectCall } from "#runtime/model/direct/direct-call.ts";
import { asProblem } from "#server/command-problem.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";
import { placeId } from "#server/sse/cursor.ts";
import { skillPage } from "#views/skills/skill-page.ts";
import { skillsPage } from "#views/skills/skills-page.ts";
import { type Trial, trialView } from "#views/tools/trial-view.ts";
import { urls } from "#views/urls.ts";
import { readForm } from "./form.ts";
import { html, pageFrame, wantsFragment } from "./page.ts";

const ScriptForm = z.strictObject({
  script: z.string().default(""),
  /** One a line. */
  args: z.string().default(""),
  stdin: z.string().default(""),
  agent: z.string().exactOptional(),
  idempotency_key: z.string().exactOptional(),
});

/** What agents can read how to do, and trying it. Everything is links and forms. */
export function skillPages(services: AppServices): Hono<AppEnv> {
  const { control } = services;
  const routes = new Hono<AppEnv>();

  routes.get("/skills", async (c) => {
    const { skills } = await perform(listSkills, {}, control);
    const own = control.agents
      .list()
      .filter((agent) => agent.skills.length > 0)
      .map(({ id, skills: all }) => ({ agent: id, skills: all.map(({ title }) => title) }));
    return html(c, skillsPage({ ...(await pageFrame(c, services, "pages")), skills, own }));
  });

  routes.get("/skills/:skill", async (c) => {
    const { run, file } = c.req.query();
    const trial = run === undefined ? undefined : await trialOf(services, run);
    if (wantsFragment(c) && trial !== undefined) return html(c, trialView(trial));
    return answer(c, services, {
      ...(trial !== undefined && { trial }),
      ...(file !== undefined && { file }),
    });
  });

  routes.post("/skills/:skill/scripts", async (c) => {
    const { args, ...form } = await readForm(c, ScriptForm);
    const skill = c.req.param("skill");
    const words = args.split(/\r?\n/).filter((line) => line !== "");
    try {
      const { run_id } = await perform(runSkillScript, { skill, args: words, ...form }, control);
      return c.redirect(`${urls.skill(skill, { run: run_id })}#trial`, 303);
    } catch (cause) {
      const isRefused = cause instanceof CommandError && cause.code === "invalid_input";
      if (!isRefused) return asProblem(Promise.reject(cause));
      return answer(c, services, { problem: cause.message });
    }
  });
  return routes;
}

interface Shown {
  readonly trial?: Trial;
  readonly file?: string;
  readonly problem?: string;
}

async function answer(
  c: Context<AppEnv>,
  services: AppServices,
  { trial, file, problem }: Shown,
): Promise<Response> {
  const { control } = services;
  const asked = { skill: c.req.param("skill"), ...(file !== undefined && { path: file }) };
  const { text, ...skill } = await asProblem(perform(readSkill, asked, control));
  const page = {
    ...(await pageFrame(c, services, "pages")),
    skill,
    ...(file !== undefined && text !== undefined && { file: { path: file, text } }),
    ...(trial !== undefined && { trial }),
    ...(problem !== undefined && { problem }),
    idempotency_key: control.ids.next("t"),
  };
  return html(c, skillPage(page), problem === undefined ? 200 : 422);
}

/** The run that called a script by hand. */
async function trialOf({ control }: AppServices, runId: string): Promise<Trial> {
  const { run, thread } = await asProblem(requireRun(control, runId));
  const state = await thread.state();
  const text = state.turns.find(({ run_id }) => run_id === runId)?.text ?? "";
  if (readDirectCall(text)?.tool === RUN_SCRIPT) {
    return { run, after: placeId(thread.log.head().epoch, state.sequence) };
  }
  const detail = `The run "${runId}" is no call of a script by hand`;
  const fix = "Choose one from the list of runs";
  throw new ProblemError({ status: 404, code: "not_found", title: "Not found", detail, fix });
}
