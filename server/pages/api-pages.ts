import { type Context, Hono } from "hono";
import { z } from "zod";

import type { Json } from "#runtime/event/shared.ts";
import {
  describedOperations,
  type DescribedOperation,
  isForAdmin,
} from "#server/protocol/openapi/operations.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";
import { apiPage } from "#views/docs/api-page.ts";
import { operationPage } from "#views/docs/operation-page.ts";
import { fieldsOf, requestOf } from "./api-form.ts";
import { beginningOf } from "./api-answer.ts";
import { readForm } from "./form.ts";
import { html, pageFrame } from "./page.ts";

/** Does a request as if it had come over the same connection. */
export type OwnCall = (request: Request, c: Context<AppEnv>) => Response | Promise<Response>;

const Sent = z.record(z.string(), z.string());

/** The operations of the API, each with a form that does it with the session of the browser. */
export function apiPages(services: AppServices, call: OwnCall): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  const operations = describedOperations();
  const requireOperation = (id: string): DescribedOperation => {
    const found = operations.find(({ operation_id }) => operation_id === id);
    if (found !== undefined) return found;
    const detail = `The API has no operation "${id}"`;
    throw new ProblemError({ status: 404, code: "not_found", title: "Not found", detail });
  };
  const page = async (c: Context<AppEnv>, operation: DescribedOperation, sent: Values = {}) => ({
    ...(await pageFrame(c, services, "pages")),
    operation: entryOf(operation),
    fields: fieldsOf(operation, isForAdmin(operation), sent),
    isTried: operation.body !== undefined || isWritten(operation.takes),
    ...(operation.body !== undefined && {
      // What zod makes of a schema is JSON.
      schema: z.toJSONSchema(operation.body, { io: "input" }) as Json,
    }),
  });

  routes.get("/docs/api", async (c) => {
    const frame = await pageFrame(c, services, "pages");
    return html(c, apiPage({ ...frame, operations: operations.map(entryOf) }));
  });
  routes.get("/docs/api/:operation", async (c) =>
    html(c, operationPage(await page(c, requireOperation(c.req.param("operation"))))),
  );
  routes.post("/docs/api/:operation", async (c) => {
    const operation = requireOperation(c.req.param("operation"));
    const sent = await readForm(c, Sent);
    const request = requestOf(operation, sent, c.req.raw);
    const answer = await beginningOf(await call(request, c));
    return html(c, operationPage({ ...(await page(c, operation, sent)), answer }));
  });
  return routes;
}

/** Whether a person can write what an operation takes. */
function isWritten(takes: DescribedOperation["takes"]): boolean {
  return takes === undefined || takes === "application/yaml";
}

type Values = Readonly<Record<string, string>>;

function entryOf({ operation_id: id, method, path, summary, group }: DescribedOperation) {
  return { id, method, path, summary, group };
}
