import { type Context, Hono } from "hono";

import { keepAgent } from "#runtime/control/agents.ts";
import { CommandError } from "#runtime/control/command.ts";
import { importOpenAgentSpec } from "#runtime/control/open-agent-spec.ts";
import { unpacked } from "#server/protocol/pluto/agent-archive.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";
import { agentsPage } from "#views/agents/agents-page.ts";
import type { ImportedAgent, RefusedImport } from "#views/agents/import-agent-form.ts";
import { urls } from "#views/urls.ts";
import { agentsListed } from "./agent-pages.ts";
import { html } from "./page.ts";
import { postedFile, textOf } from "./posted-file.ts";

/** The form of the list of agents makes one of a file: a package, or an Agent component of Open Agent Spec. */
export function importAgentPages(services: AppServices): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.post("/agents/import", async (c) => {
    const imported = await outcomeOf(c, services);
    const isRefused = "problem" in imported;
    // What does not map is said once, here; an agent's page knows nothing of it.
    if (!isRefused && imported.notes.length === 0) {
      return c.redirect(urls.agent(imported.agent), 303);
    }
    const page = { ...(await agentsListed(c, services)), imported };
    return html(c, agentsPage(page), isRefused ? 422 : 200);
  });
  return routes;
}

async function outcomeOf(
  c: Context<AppEnv>,
  services: AppServices,
): Promise<ImportedAgent | RefusedImport> {
  const posted = await refusable(postedFile(c));
  if ("problem" in posted) return posted;
  const { file } = posted;
  const name = posted.field("name").trim();
  const imported = await refusable(importOf(file, name === "" ? undefined : name, services));
  return "problem" in imported ? { ...imported, file: file.name, name } : imported;
}

async function importOf(
  file: File,
  name: string | undefined,
  { control }: AppServices,
): Promise<ImportedAgent> {
  const bytes = await file.arrayBuffer();
  if (isGzip(bytes)) return keepAgent(await unpacked(new Uint8Array(bytes), name), control);
  const asked = { text: textOf(bytes), ...(name !== undefined && { name }) };
  return importOpenAgentSpec.run(asked, control);
}

/** By the first bytes of RFC 1952. */
function isGzip(bytes: ArrayBuffer): boolean {
  const [first, second] = new Uint8Array(bytes);
  return first === 0x1f && second === 0x8b;
}

async function refusable<Result>(work: Promise<Result>): Promise<Result | RefusedImport> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof CommandError) return { problem: cause.message };
    if (!(cause instanceof ProblemError)) throw cause;
    const { title, detail = title, fix } = cause.problem;
    return { problem: fix === undefined ? detail : `${detail}\n${fix}` };
  }
}
