import { type Context, Hono } from "hono";

import { requireAgent } from "#server/protocol/require-agent.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import type { AppServices } from "#server/services.ts";
import { A2aError } from "./a2a-error.ts";
import { agentCard } from "./agent-card.ts";
import { answerRpc } from "./json-rpc.ts";
import type { MethodContext } from "./methods.ts";
import { answerRest, type RestCall } from "./rest.ts";
import { askedVersion } from "./version.ts";

/**
 * The agents over A2A: their cards, JSON-RPC in the versions 1.0 and 0.3, and HTTP+JSON in 1.0. The card
 * without a name is that of the default agent.
 */
export function a2aRoutes(services: AppServices): Hono<AppEnv> {
  const { control, streams, version, webhooks } = services;
  const routes = new Hono<AppEnv>();

  const card = (c: Context<AppEnv>, id?: string) => {
    const agent = id === undefined ? control.agents.resolve() : requireAgent(control, id);
    const { origin } = new URL(c.req.url);
    try {
      const words = control.agents.origin(agent.id)?.loaded;
      return c.json(agentCard(agent, { origin, version }, askedVersion(c), words));
    } catch (cause) {
      if (!(cause instanceof A2aError)) throw cause;
      return c.json(cause.toRest(), cause.status);
    }
  };
  for (const file of ["agent-card.json", "agent.json"]) {
    routes.get(`/.well-known/${file}`, (c) => card(c));
    routes.get(`/agents/:agent/.well-known/${file}`, (c) => card(c, c.req.param("agent")));
  }

  const context = (c: Context<AppEnv>): MethodContext => ({
    control,
    webhooks,
    origin: new URL(c.req.url).origin,
    version: "1.0",
    agent: requireAgent(control, c.req.param("agent") ?? "").id,
    signal: AbortSignal.any([c.req.raw.signal, streams.draining]),
    waits: c.req.query("approvals") === "wait",
  });
  const rest = (call: (c: Context<AppEnv>) => RestCall) => (c: Context<AppEnv>) =>
    answerRest(c, streams, context(c), call(c));

  routes.post("/a2a/agents/:agent", (c) => answerRpc(c, streams, context(c)));

  const base = "/a2a/agents/:agent/v1";
  routes.post(
    `${base}/message:send`,
    rest(() => ({ method: "SendMessage", hasBody: true })),
  );
  routes.post(
    `${base}/message:stream`,
    rest(() => ({ method: "SendStreamingMessage", hasBody: true })),
  );
  routes.get(
    `${base}/tasks`,
    rest((c) => ({ method: "ListTasks", query: c.req.query() })),
  );
  routes.get(
    `${base}/extendedAgentCard`,
    rest(() => ({ method: "GetExtendedAgentCard" })),
  );
  for (const [verb, path, call] of PUSH_ROUTES) {
    routes.on(verb, `${base}${path}`, rest(call));
  }
  routes.on(["GET", "POST"], `${base}/tasks/:task`, rest(taskCall));
  return routes;
}

const CONFIGS = "/tasks/:task/pushNotificationConfigs";
const ofTask = (c: Context<AppEnv>) => ({ taskId: c.req.param("task") ?? "" });
const ofConfig = (c: Context<AppEnv>) => ({ ...ofTask(c), id: c.req.param("config") ?? "" });

/** The operations on a task's configurations, and where they stand. */
const PUSH_ROUTES: readonly (readonly [string, string, (c: Context<AppEnv>) => RestCall])[] = [
  [
    "POST",
    CONFIGS,
    (c) => ({ method: "CreateTaskPushNotificationConfig", hasBody: true, query: ofTask(c) }),
  ],
  ["GET", CONFIGS, (c) => ({ method: "ListTaskPushNotificationConfigs", query: ofTask(c) })],
  [
    "GET",
    `${CONFIGS}/:config`,
    (c) => ({ method: "GetTaskPushNotificationConfig", query: ofConfig(c) }),
  ],
  [
    "DELETE",
    `${CONFIGS}/:config`,
    (c) => ({ method: "DeleteTaskPushNotificationConfig", query: ofConfig(c) }),
  ],
];

/** An operation on a task stands behind its id: `/tasks/<id>:cancel`. */
function taskCall(c: Context<AppEnv>): RestCall {
  const [, id = "", verb = ""] = /^(.*?)(?::(\w+))?$/s.exec(c.req.param("task") ?? "") ?? [];
  const query = { ...c.req.query(), id };
  if (verb === "subscribe") return { method: "SubscribeToTask", query };
  if (verb === "cancel" && c.req.method === "POST") return { method: "CancelTask", query };
  if (verb === "" && c.req.method === "GET") return { method: "GetTask", query };
  return { method: `${c.req.method} :${verb}` };
}
