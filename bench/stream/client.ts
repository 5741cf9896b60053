import { Agent, request, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { finished } from "node:stream/promises";

import { z } from "zod";

import type { AnswerPlan } from "./answer-plan.ts";
import type { Reading } from "./reading.ts";

/** Somebody who answers a plan with tokens: the upstream itself, or the server in front of it. */
export interface Target {
  readonly name: "direct" | "server";
  /** Has a plan answered and reads the answer to its end. Rejects when a token is missing. */
  ask(plan: AnswerPlan, reading: Reading): Promise<void>;
}

const agent = new Agent({ keepAlive: true });

/** The upstream, asked as a program does that needs nothing else. */
export function upstream(baseUrl: string): Target {
  const ask = async (body: object, reading?: Reading) =>
    drain(
      await post(`${baseUrl}/chat/completions`, { model: "bench", stream: true, ...body }),
      reading,
    );
  return {
    name: "direct",
    ask: async (plan, reading) => {
      const messages: object[] = [{ role: "user", content: JSON.stringify(plan) }];
      if (plan.tool !== undefined) {
        await ask({ messages });
        messages.push({ role: "tool", tool_call_id: "call_bench", content: "done" });
      }
      await ask({ messages }, reading);
      checkWhole(plan, reading);
    },
  };
}

const Accepted = z.object({ run_id: z.string() });

/** The server: one call starts the run, a second one reads its tokens lane. */
export function server(origin: string, token: string): Target {
  const authorization = `Bearer ${token}`;
  return {
    name: "server",
    ask: async (plan, reading) => {
      const message = JSON.stringify(plan);
      const accepted = await post(`${origin}/api/chat`, { message }, { authorization });
      const { run_id } = Accepted.parse(JSON.parse(await text(accepted)));
      const headers = { authorization, accept: "text/event-stream" };
      await drain(await send(`${origin}/runs/${run_id}/lanes/tokens`, "GET", headers), reading);
      checkWhole(plan, reading);
    },
  };
}

function checkWhole({ tokens }: AnswerPlan, reading: Reading): void {
  if (reading.tokens === tokens) return;
  throw new Error(`Of "${tokens}" tokens that were sent, "${reading.tokens}" came`);
}

function post(
  url: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<IncomingMessage> {
  return send(
    url,
    "POST",
    { ...headers, "content-type": "application/json" },
    JSON.stringify(body),
  );
}

function send(
  url: string,
  method: "GET" | "POST",
  headers: Readonly<Record<string, string>>,
  body?: string,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers, agent }, (response) => {
      const { statusCode = 0 } = response;
      if (statusCode < 300) return resolve(response);
      response.destroy();
      reject(new Error(`Could not ${method} "${url}": the answer has status "${statusCode}"`));
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

async function drain(response: IncomingMessage, reading: Reading | undefined): Promise<void> {
  response.on("data", (chunk: Buffer) => reading?.take(chunk));
  await finished(response);
}
