import { Hono } from "hono";

import type { AppEnv } from "#server/security/app-env.ts";
import type { AppServices } from "#server/services.ts";
import { refused } from "./protocol-error.ts";

/** One entry of `GET /v1/models`. */
interface ListedModel {
  readonly id: string;
  readonly object: "model";
  /** Unix seconds; nobody knows when a model was made, so that it is 0. */
  readonly created: number;
  readonly owned_by: string;
}

/** `GET /v1/models`: the agents, then the models behind them as `<provider>/<model>`. */
export function modelList({ control, models }: AppServices): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  const list = (): readonly ListedModel[] => [
    ...control.agents.list().map(({ id }) => listed(id, "uar")),
    ...models.list().map((name) => listed(name, name.split("/", 1)[0] ?? "")),
  ];
  routes.get("/v1/models", (c) => c.json({ object: "list", data: list() }));
  routes.get("/v1/models/:id{.+}", (c) => {
    const id = c.req.param("id");
    const found = list().find((model) => model.id === id);
    if (found !== undefined) return c.json(found);
    const message = `There is no model "${id}"; GET /v1/models lists them`;
    throw refused("model", message, { status: 404, code: "model_not_found" });
  });
  return routes;
}

function listed(id: string, owned_by: string): ListedModel {
  return { id, object: "model", created: 0, owned_by };
}
