import { Hono, type Context } from "hono";

import type { AppEnv } from "#server/security/app-env.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";
import { healthSection } from "#views/settings/health-section.ts";
import { keysSection } from "#views/settings/keys-section.ts";
import { limitsSection } from "#views/settings/limits-section.ts";
import { type ListedModel, modelsSection } from "#views/settings/models-section.ts";
import { notificationsSection } from "#views/settings/notifications-section.ts";
import { permissionsSection } from "#views/settings/permissions-section.ts";
import { retentionSection } from "#views/settings/retention-section.ts";
import { SECTIONS } from "#views/settings/section.ts";
import { settingsPage } from "#views/settings/settings-page.ts";
import { shortcutsSection } from "#views/settings/shortcuts-section.ts";
import { themeSection } from "#views/settings/theme-section.ts";
import { type ShownWebhook, webhooksSection } from "#views/settings/webhooks-section.ts";
import { type SettingsSection, urls } from "#views/urls.ts";
import { healthFindings } from "./health-findings.ts";
import { html, pageFrame } from "./page.ts";
import { themeOf } from "./theme-pages.ts";

/** Models that one page lists; a provider can have hundreds. */
const MAX_MODELS = 200;
/** Deliveries that are shown of one webhook, the newest of them. */
const MAX_DELIVERIES = 20;

/** The settings: what the playground was started with, and what a browser chooses for itself. */
export function settingsPages(services: AppServices): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get("/settings", (c) => c.redirect(urls.settings("keys"), 302));

  routes.get("/settings/:section", async (c) => {
    const name = c.req.param("section");
    const section = SECTIONS.find(([known]) => known === name)?.[0];
    if (section === undefined) throw noSection(name);
    const frame = await pageFrame(c, services, "pages");
    const content = await CONTENTS[section](services, c);
    return html(c, settingsPage({ ...frame, section, content }));
  });
  return routes;
}

type Content = (services: AppServices, c: Context<AppEnv>) => unknown;

const CONTENTS: Readonly<Record<SettingsSection, Content>> = {
  keys: ({ facts }) => keysSection(facts.keys),
  models: (services, c) => models(services, c.req.query("q")?.trim() ?? ""),
  limits: ({ control }) => limitsSection(control.agents.list()),
  permissions: ({ control, facts }) => {
    const { mode, rules } = control.permissions.policy();
    const remembered = control.permissions.remembered.list().length;
    return permissionsSection({ mode, rules: rules.length, remembered, hooks: facts.hooks });
  },
  retention: async ({ control, facts }) => {
    const outputs = await control.outputs?.list();
    if (outputs === undefined) return retentionSection({ facts });
    const bytes = outputs.reduce((sum, kept) => sum + kept.bytes, 0);
    return retentionSection({ facts, kept: { count: outputs.length, bytes } });
  },
  webhooks: ({ webhooks }) => webhooksSection(shownWebhooks(webhooks)),
  theme: (_services, c) => themeSection(themeOf(c)),
  shortcuts: () => shortcutsSection(),
  notifications: () => notificationsSection(),
  health: async (services) => {
    const sessions = await services.control.threads.sessions();
    return healthSection({
      version: services.version,
      facts: services.facts,
      findings: healthFindings(services),
      sessions: sessions.length,
      runs: sessions.reduce((count, { runs }) => count + runs.length, 0),
    });
  },
};

function shownWebhooks(webhooks: AppServices["webhooks"]): readonly ShownWebhook[] {
  // What stands in a query is often a secret.
  return webhooks.hooks.map(({ id, url, target, overflowed }) => {
    const about =
      target.kind === "task"
        ? `The task ${target.task_id}, for an A2A client`
        : `${target.events.join(", ")} of ${target.agent ?? "every agent"}`;
    const deliveries = webhooks.deliveries(id).slice(-MAX_DELIVERIES).toReversed();
    const { origin, pathname } = new URL(url);
    return { id, url: origin + pathname, about, overflowed, deliveries };
  });
}

function models({ models: configured, health }: AppServices, q: string) {
  const { defaultModel: standard, fallback } = configured;
  const all = configured.list();
  const words = q.toLowerCase();
  const paused = new Map(health().map(({ provider, ms_left }) => [provider, ms_left]));
  const found = all
    .filter((name) => name.toLowerCase().includes(words))
    .slice(0, MAX_MODELS)
    .map((name): ListedModel => {
      const info = configured.info(name);
      const problem = configured.problem(name)?.message;
      const provider = name.slice(0, name.indexOf("/"));
      return {
        name,
        ...(info !== undefined && { window: info.limit.context, output: info.limit.output }),
        ...(info !== undefined && { usesTools: info.tool_call }),
        ...(info?.cost !== undefined && { price: info.cost }),
        ...(problem !== undefined && { problem }),
        paused_ms: paused.get(provider) ?? 0,
      };
    });
  return modelsSection({ models: found, total: all.length, standard, fallback, q });
}

function noSection(name: string): ProblemError {
  return new ProblemError({
    status: 404,
    code: "not_found",
    title: "Not found",
    detail: `The settings have no section "${name}"`,
    fix: "Choose one from the list of sections",
  });
}
