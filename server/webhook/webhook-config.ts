import { z } from "zod";

/** The `webhooks` part of uar.yaml: where events may be sent. */
export const WebhookConfig = z.strictObject({
  /** Whether receivers may be in this machine's own networks. */
  private: z.boolean().default(false),
  ports: z.array(z.int().min(1).max(65_535)).min(1).default([80, 443]),
});
export type WebhookConfig = z.infer<typeof WebhookConfig>;
