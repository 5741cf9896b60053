import { Hono } from "hono";
import { z } from "zod";

import { isBarrier } from "#runtime/event/barrier.ts";
import { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { laneMessages, laneOf } from "#runtime/event/lane.ts";
import { SAMPLE_EVENTS } from "#runtime/event/samples.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";
import { componentPage, componentsPage } from "#views/docs/component-pages.ts";
import { COMPONENTS } from "#views/docs/components.ts";
import { docsPage } from "#views/docs/docs-page.ts";
import { eventPage } from "#views/docs/event-page.ts";
import { eventsPage } from "#views/docs/events-page.ts";
import { html, pageFrame } from "./page.ts";

/** Where the newest event of a class is looked for. */
const MAX_THREADS = 10;
const MAX_EVENTS = 500;

/** Guides, the catalogue of events and the gallery of components: all read off the code itself. */
export function docsPages(services: AppServices): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  routes.get("/docs", async (c) => html(c, docsPage(await pageFrame(c, services, "pages"))));

  routes.get("/docs/events", async (c) => {
    const frame = await pageFrame(c, services, "pages");
    return html(c, eventsPage({ ...frame, classes: EVENT_CLASSES.map(summary) }));
  });

  routes.get("/docs/events/:type", async (c) => {
    const known = EVENT_CLASSES.find(({ type }) => type === c.req.param("type"));
    if (known === undefined) throw notThere(`There is no event "${c.req.param("type")}"`);
    const { type, payload } = known;
    const newest = await newestOf(services, type);
    const page = {
      ...(await pageFrame(c, services, "pages")),
      type,
      isBarrier: isBarrier(type),
      schema: z.toJSONSchema(payload, { io: "input" }),
      examples: samplesOf(type).map((event) => ({
        payload: event.payload,
        messages: laneMessages(event),
      })),
      ...(newest !== undefined && { newest }),
    };
    return html(c, eventPage(page));
  });

  routes.get("/docs/components", async (c) => {
    return html(c, componentsPage(await pageFrame(c, services, "pages")));
  });

  routes.get("/docs/components/:name", async (c) => {
    const component = COMPONENTS.find(({ name }) => name === c.req.param("name"));
    if (component === undefined) {
      throw notThere(`There is no component "${c.req.param("name")}"`);
    }
    return html(c, componentPage({ ...(await pageFrame(c, services, "pages")), component }));
  });
  return routes;
}

const EVENT_CLASSES = RuntimeEvent.options.map(({ shape: { type, payload } }) => ({
  type: type.value,
  payload,
}));

function samplesOf(type: string): readonly RuntimeEvent[] {
  return SAMPLE_EVENTS.filter((event) => event.type === type);
}

function summary({ type }: (typeof EVENT_CLASSES)[number]) {
  const lanes = [...new Set(samplesOf(type).map(laneOf))];
  return { type, lanes, isBarrier: isBarrier(type) };
}

/** The newest event of a class among the last events of the newest threads; bounded, so it may miss one. */
async function newestOf({ control }: AppServices, type: string) {
  const threads = (await control.threads.list()).filter(({ runs }) => runs.length > 0);
  for (const { session_id, thread_id } of threads.slice(0, MAX_THREADS)) {
    const { log } = await control.threads.open({ session_id, thread_id });
    const head = log.head().sequence;
    const entries = await log.read(Math.max(0, head - MAX_EVENTS), MAX_EVENTS);
    const found = entries.findLast(({ event }) => event.type === type)?.event;
    if (found?.run_id !== undefined) return { run_id: found.run_id, sequence: found.sequence };
  }
  return undefined;
}

function notThere(detail: string): ProblemError {
  const fix = "Choose one from the list";
  return new ProblemError({ status: 404, code: "not_found", title: "Not found", detail, fix });
}
