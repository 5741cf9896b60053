import { Hono } from "hono";

import type { AppEnv } from "#server/security/app-env.ts";
import type { AppServices } from "#server/services.ts";
import { chatCompletions } from "./chat-completions.ts";
import { modelList } from "./model-list.ts";
import { responseCompaction } from "./response-compaction.ts";
import { responses } from "./responses.ts";
import { responsesSocket } from "./responses-socket.ts";

/** What speaks OpenAI's protocols, below `/v1`. */
export function openaiProtocols(services: AppServices): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.route("/", modelList(services));
  routes.route("/", chatCompletions(services));
  routes.route("/", responseCompaction(services));
  routes.route("/", responses(services));
  routes.route("/", responsesSocket(services));
  return routes;
}
