import { Hono } from "hono";

import { perform } from "#runtime/control/dispatch.ts";
import {
  addMemory,
  forgetMemory,
  hasMemory,
  isGone,
  listMemories,
  memoryOf,
  rememberingAgents,
} from "#runtime/control/memories.ts";
import { MAX_TEXT_CHARS, MemoryKind } from "#runtime/memory/memory-entry.ts";
import { asProblem } from "#server/command-problem.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import type { AppServices } from "#server/services.ts";
import { agentMemoryPage } from "#views/memory/agent-memory-page.ts";
import { forgetPage } from "#views/memory/forget-page.ts";
import { memoryPage } from "#views/memory/memory-page.ts";
import { urls } from "#views/urls.ts";
import { readForm } from "./form.ts";
import { html, pageFrame } from "./page.ts";

/** Entries that a page shows at once. */
const MAX_SHOWN = 100;
const MAX_QUERY_CHARS = 500;

const REMEMBERABLE = { kinds: MemoryKind.options, maxChars: MAX_TEXT_CHARS };
const SaidByPerson = addMemory.input.pick({ text: true, kind: true });

/** What agents remember, telling them something, and forgetting it. Everything is links and forms. */
export function memoryPages(services: AppServices): Hono<AppEnv> {
  const { control } = services;
  const routes = new Hono<AppEnv>();

  routes.get("/memory", async (c) => {
    const agents = await asProblem(rememberingAgents(control));
    return html(c, memoryPage({ ...(await pageFrame(c, services, "pages")), agents }));
  });

  routes.get("/memory/:agent", async (c) => {
    const query = (c.req.query("q") ?? "").trim().slice(0, MAX_QUERY_CHARS);
    const input = { agent: c.req.param("agent"), query, limit: MAX_SHOWN };
    const found = await asProblem(perform(listMemories, input, control));
    return html(
      c,
      agentMemoryPage({
        ...(await pageFrame(c, services, "pages")),
        ...found,
        isGone: isGone(input.agent, control) && (await asProblem(hasMemory(input.agent, control))),
        query,
        rememberable: REMEMBERABLE,
      }),
    );
  });

  routes.post("/memory/:agent", async (c) => {
    const said = await readForm(c, SaidByPerson);
    const agent = c.req.param("agent");
    await asProblem(perform(addMemory, { agent, ...said }, control));
    return c.redirect(urls.memories(agent), 303);
  });

  routes.get("/memory/:agent/:memory/forget", async (c) => {
    const { agent, memory } = c.req.param();
    const entry = await asProblem(memoryOf(agent, memory, control));
    return html(c, forgetPage({ ...(await pageFrame(c, services, "pages")), agent, entry }));
  });

  routes.post("/memory/:agent/:memory/forget", async (c) => {
    const { agent, memory } = c.req.param();
    await asProblem(perform(forgetMemory, { agent, memory_id: memory }, control));
    return c.redirect(urls.memories(agent), 303);
  });
  return routes;
}
