import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

import { z } from "zod";

import { AnswerPlan } from "./answer-plan.ts";
import { ENDING, OPENING, tokenChunk, toolCallAnswer } from "./completion.ts";
import { microsNow } from "./micros.ts";
import { PLAIN_TOKEN, stampedToken } from "./token-text.ts";

/**
 * A process: an OpenAI-compatible server that answers as the user's message says. Prints its
 * address once it listens.
 */
const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    response.destroy(error instanceof Error ? error : undefined);
  });
});
server.listen(0, "127.0.0.1", () => {
  // An address that is listened to by port is never a pipe's name.
  const { port } = server.address() as AddressInfo;
  console.log(`Upstream ready at http://127.0.0.1:${port}/v1`);
});

const CompletionRequest = z.object({
  messages: z.array(z.object({ role: z.string(), content: z.unknown() })),
  tools: z.array(z.object({ function: z.object({ name: z.string() }) })).default([]),
});
type CompletionRequest = z.infer<typeof CompletionRequest>;

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url !== "/v1/chat/completions") {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ data: [{ id: "bench" }] }));
    return;
  }
  const asked = CompletionRequest.parse(await json(request));
  const plan = planOf(asked);
  response.writeHead(200, { "content-type": "text/event-stream" });
  const isAnswered = asked.messages.at(-1)?.role === "tool";
  if (plan.tool !== undefined && !isAnswered) {
    response.end(toolCallAnswer(toolName(plan.tool, asked)));
    return;
  }
  response.write(OPENING);
  await (plan.per_second === undefined
    ? pour(plan, response)
    : drip(plan, plan.per_second, response));
  response.end(ENDING);
}

function planOf({ messages }: CompletionRequest): AnswerPlan {
  const said = messages.findLast(({ role }) => role === "user")?.content;
  return AnswerPlan.parse(JSON.parse(z.string().parse(said)));
}

function toolName(ending: string, { tools }: CompletionRequest): string {
  return tools.find((tool) => tool.function.name.endsWith(ending))?.function.name ?? ending;
}

/** So many tokens go into one write at full speed. */
const BLOCK_TOKENS = 64;
const BLOCK = Buffer.from(tokenChunk(PLAIN_TOKEN).repeat(BLOCK_TOKENS));

/** Writes as fast as the reader takes it. */
async function pour({ tokens }: AnswerPlan, response: ServerResponse): Promise<void> {
  for (let left = tokens; left > 0; left -= BLOCK_TOKENS) {
    const block = left >= BLOCK_TOKENS ? BLOCK : tokenChunk(PLAIN_TOKEN).repeat(left);
    if (!response.write(block)) await once(response, "drain");
  }
}

/** Writes each token when it is due; one that is late goes at once. */
async function drip(plan: AnswerPlan, perSecond: number, response: ServerResponse): Promise<void> {
  const start = performance.now();
  for (let sent = 0; sent < plan.tokens; sent += 1) {
    const wait = start + (sent * 1_000) / perSecond - performance.now();
    if (wait > 0) await sleep(wait);
    const { stamped_from } = plan;
    const text =
      stamped_from === undefined ? PLAIN_TOKEN : stampedToken(microsNow() - stamped_from);
    response.write(tokenChunk(text));
  }
}
