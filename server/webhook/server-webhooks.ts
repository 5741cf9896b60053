import { lookup } from "node:dns/promises";
import { join } from "node:path";
import type { Logger } from "pino";

import { systemClock, systemIds } from "#runtime/system-services.ts";
import { pushBody } from "#server/protocol/a2a/push-body.ts";
import type { ServeOptions } from "#server/serve-options.ts";
import { openRecordsFile } from "#runtime/node-records-file.ts";
import { OutboxRecords } from "./outbox-records.ts";
import { forbiddenReceiver } from "./receiver-address.ts";
import type { WebhookConfig } from "./webhook-config.ts";
import { Webhooks } from "./webhooks.ts";

/** The webhooks of a server, kept in its data folder. Rejects where their file is damaged. */
export function serverWebhooks(
  { data }: Pick<ServeOptions, "data">,
  { webhooks }: { readonly webhooks: WebhookConfig },
  logger: Pick<Logger, "warn">,
): Promise<Webhooks> {
  return Webhooks.open({
    clock: systemClock,
    ids: systemIds(),
    store: openRecordsFile(join(data, "sys", "webhooks.json"), OutboxRecords, "webhooks"),
    ports: webhooks.ports,
    isForbidden: forbiddenReceiver(webhooks.private),
    resolve: (host) => lookup(host, { all: true }),
    taskBody: pushBody,
    report: (error) => logger.warn({ err: error }, "A webhook"),
  });
}
