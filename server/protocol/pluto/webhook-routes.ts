import { z } from "zod";

import { type EventType, RuntimeEvent } from "#runtime/event/catalogue.ts";
import { isBarrier } from "#runtime/event/barrier.ts";
import { ToolError } from "#runtime/tool/tool.ts";
import { type ApiRoute, apiRoute } from "#server/protocol/openapi/api-route.ts";
import { ProblemError } from "#server/security/problem.ts";
import { Delivery, type Hook } from "#server/webhook/outbox-records.ts";
import { SECRET } from "#server/webhook/signature.ts";
import { TooManyHooksError, type Webhooks } from "#server/webhook/webhooks.ts";

/** What can be sent: the events that are durable when they are heard of. */
const SENT_EVENTS: ReadonlySet<string> = new Set(
  RuntimeEvent.options
    .map(({ shape }): EventType => shape.type.value)
    .filter((type) => isBarrier(type)),
);
const USUAL_EVENTS: readonly EventType[] = ["turn.completed", "turn.failed", "action.required"];

const NewWebhook = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).max(2_000),
  events: z
    .array(z.string().refine((type) => SENT_EVENTS.has(type), "No such event is sent"))
    .min(1)
    .max(SENT_EVENTS.size)
    .default([...USUAL_EVENTS]),
  agent: z.string().min(1).max(200).exactOptional(),
  secret: z
    .string()
    .regex(SECRET, "A secret is whsec_ and 24 to 64 bytes in base64")
    .exactOptional(),
});

const ShownDelivery = Delivery.omit({ hook_id: true });

const Webhook = z.object({
  id: z.string(),
  url: z.string(),
  events: z.array(z.string()),
  agent: z.string().optional(),
  created_at: z.string(),
  /** Events that found the queue full, and are not sent. */
  overflowed: z.int(),
  pending: z.int(),
  deliveries: z.array(ShownDelivery),
});

/** Where events of this server go, for its administrator. */
export const WEBHOOK_ROUTES: readonly ApiRoute[] = [
  apiRoute({
    method: "post",
    path: "/admin/webhooks",
    operation_id: "createWebhook",
    summary:
      "Sends events to an address, signed as Standard Webhooks says; the secret is said here alone",
    body: NewWebhook,
    answer: Webhook.extend({ secret: z.string() }),
    async run({ body, c }, { webhooks, control }) {
      const { url, events, agent, secret } = body;
      if (agent !== undefined && !control.agents.list().some(({ id }) => id === agent)) {
        throw unfit(`There is no agent "${agent}"`);
      }
      const { origin } = new URL(c.req.url);
      const target = { kind: "events", events, ...(agent !== undefined && { agent }) } as const;
      const wanted = { url, origin, target, ...(secret !== undefined && { secret }) };
      const made = await webhooks.create(wanted).catch(refusal);
      return { ...shown(made, webhooks), secret: made.secret };
    },
  }),
  apiRoute({
    method: "get",
    path: "/admin/webhooks",
    operation_id: "listWebhooks",
    summary: "The webhooks with what went to them last and what waits",
    answer: z.object({ webhooks: z.array(Webhook) }),
    run: async (_asked, { webhooks }) => ({
      webhooks: webhooks.hooks
        .filter(({ target }) => target.kind === "events")
        .map((hook) => shown(hook, webhooks)),
    }),
  }),
  apiRoute({
    method: "delete",
    path: "/admin/webhooks/:id",
    operation_id: "deleteWebhook",
    summary: "Takes a webhook away with all that waits for it",
    answer: z.object({ id: z.string(), deleted: z.literal(true) }),
    async run({ params }, { webhooks }) {
      const { id = "" } = params;
      if (await webhooks.remove(id)) return { id, deleted: true };
      throw new ProblemError({
        status: 404,
        code: "not_found",
        title: "Not found",
        detail: `There is no webhook "${id.slice(0, 80)}"`,
        fix: "List them with GET /api/v1/admin/webhooks",
      });
    },
  }),
];

/** Whatever else was on its way when the newest deliveries are shown. */
const MAX_SHOWN = 50;

function shown({ id, url, target, created_at, overflowed }: Hook, webhooks: Webhooks) {
  const deliveries = webhooks.deliveries(id);
  return {
    id,
    url,
    events: target.kind === "events" ? target.events : [],
    ...(target.kind === "events" && target.agent !== undefined && { agent: target.agent }),
    created_at,
    overflowed,
    pending: deliveries.filter(({ state }) => state === "pending").length,
    deliveries: deliveries
      .slice(-MAX_SHOWN)
      .toReversed()
      .map((delivery) => ShownDelivery.parse(delivery)),
  };
}

function refusal(cause: unknown): never {
  if (cause instanceof ToolError) throw unfit(cause.message);
  if (!(cause instanceof TooManyHooksError)) throw cause;
  const title = "Too many webhooks";
  throw new ProblemError({ status: 409, code: "too_many", title, detail: cause.message });
}

function unfit(detail: string): ProblemError {
  return new ProblemError({
    status: 422,
    code: "invalid_input",
    title: "The input does not fit",
    detail,
  });
}
