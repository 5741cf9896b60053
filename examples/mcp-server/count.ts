import { setTimeout as sleep } from "node:timers/promises";

import type { McpServer, ServerContext } from "@modelcontextprotocol/server";
import { z } from "zod";

import { answer } from "./answer.ts";

/** `count`: takes its time and says how far it is, to show progress, time-outs and cancelling. */
export function addCount(server: McpServer): void {
  server.registerTool(
    "count",
    {
      title: "Count slowly",
      description: "Counts from 1 to a number, slowly, and reports each step.",
      inputSchema: z.object({
        to: z.int().min(1).max(1_000).describe("Where to stop"),
        delay_ms: z.int().min(0).max(10_000).default(200).describe("The pause before each step"),
      }),
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    ({ to, delay_ms }, context) =>
      answer(async () => {
        for (let step = 1; step <= to; step += 1) {
          await sleep(delay_ms, undefined, { signal: context.mcpReq.signal });
          await report(context, step, to);
        }
        return { text: `Counted to ${to}` };
      }),
  );
}

async function report({ mcpReq }: ServerContext, progress: number, total: number): Promise<void> {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return;
  const params = { progressToken, progress, total, message: `${progress} of ${total}` };
  await mcpReq.notify({ method: "notifications/progress", params });
}
