import { existsSync, readFileSync } from "node:fs";

import { Ajv } from "ajv";
import {
  DefaultAgentCardResolver,
  ClientFactory,
  JsonRpcTransportFactory,
} from "@a2a-js/sdk/client";
import { Message, TaskState } from "@a2a-js/sdk";
import { createParser } from "eventsource-parser";
import { expect, test } from "vitest";
import { z } from "zod";

import { servedApp, type ServedApp } from "#server/protocol/protocol-test-kit.ts";

/** The schema of A2A 0.3 lies beside a checkout; a clone has none. */
const SCHEMA = new URL(
  "../../../../shared/data/standards/a2a/a2a_schema_tck.json",
  import.meta.url,
);
const isThere = existsSync(SCHEMA);

const WRITES = `[
  { steps: [{ text: "I write." }, { calls: [{ tool: write, arguments: { path: a.md } }] }] },
  { steps: [{ text: "Written" }] }
]`;

/** What is wrong with a value by a definition of the schema; nothing, where it fits. */
function problemsOf(definition: string, value: unknown): unknown {
  const schema = z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(SCHEMA, "utf8")));
  const ajv = new Ajv({ strict: false, validateSchema: false });
  ajv.addSchema(schema, "a2a");
  const validate = ajv.getSchema(`a2a#/definitions/${definition}`);
  if (validate === undefined) throw new Error(`The schema defines no ${definition}`);
  return validate(value) === true ? undefined : validate.errors;
}

function message(text: string, more: object = {}): object {
  return {
    message: {
      kind: "message",
      messageId: text,
      role: "user",
      parts: [{ kind: "text", text }],
      ...more,
    },
  };
}

async function call({ app }: ServedApp, method: string, params: object): Promise<Response> {
  return app.post("/a2a/agents/guide", { jsonrpc: "2.0", id: 1, method, params });
}

/** What each message of a stream holds. */
async function streamed(response: Response): Promise<unknown[]> {
  const frames: unknown[] = [];
  const parser = createParser({ onEvent: ({ data }) => frames.push(JSON.parse(data)) });
  parser.feed(await response.text());
  return frames;
}

test("The answers to a client of 0.3 are those of its schema", async ({ skip }) => {
  skip(!isThere, `The schema of A2A 0.3 is not at ${SCHEMA.pathname}`);
  const served = await servedApp({ passes: WRITES });

  const card: unknown = await (
    await served.app.fetch("/agents/guide/.well-known/agent.json")
  ).json();
  const sent = z
    .looseObject({ result: z.looseObject({ id: z.string(), contextId: z.string() }) })
    .parse(await (await call(served, "message/send", message("Write"))).json());
  const { id: taskId, contextId } = sent.result;
  const answer = message("yes", { taskId, contextId });
  const updates = await streamed(await call(served, "message/stream", answer));
  const found: unknown = await (await call(served, "tasks/get", { id: taskId })).json();
  const lost: unknown = await (await call(served, "tasks/get", { id: "none" })).json();
  const over: unknown = await (await call(served, "tasks/cancel", { id: taskId })).json();

  expect(problemsOf("AgentCard", card)).toBeUndefined();
  expect(problemsOf("SendMessageSuccessResponse", sent)).toBeUndefined();
  expect(sent.result).toMatchObject({ kind: "task", status: { state: "input-required" } });
  for (const update of updates) {
    expect(problemsOf("SendStreamingMessageSuccessResponse", update)).toBeUndefined();
  }
  expect(updates.at(-1)).toMatchObject({ result: { final: true, status: { state: "completed" } } });
  expect(problemsOf("GetTaskSuccessResponse", found)).toBeUndefined();
  for (const refused of [lost, over]) {
    expect(problemsOf("JSONRPCErrorResponse", refused)).toBeUndefined();
  }
  expect([lost, over]).toMatchObject([{ error: { code: -32001 } }, { error: { code: -32002 } }]);
});

test("The official client speaks 0.3 with it, too", async () => {
  const { origin, headers } = await servedApp();
  const fetchImpl: typeof fetch = (input, init) => {
    const all = new Headers(init?.headers);
    all.set("authorization", headers.authorization);
    all.delete("a2a-version");
    return fetch(input, { ...init, headers: all });
  };
  const legacyCompat = { enabled: true };
  const factory = new ClientFactory({
    transports: [new JsonRpcTransportFactory({ fetchImpl, legacyCompat })],
    cardResolver: new DefaultAgentCardResolver({ fetchImpl, legacyCompat }),
  });
  const response = await fetchImpl(`${origin}/.well-known/agent.json`);
  const { supportedInterfaces: _, ...card } = z.looseObject({}).parse(await response.json());
  const resolver = new DefaultAgentCardResolver({ fetchImpl, legacyCompat });
  const client = await factory.createFromAgentCard(resolver.normalizeAgentCard(card));

  const task = await client.sendMessage({
    tenant: "",
    message: Message.fromJSON({ messageId: "m", role: "ROLE_USER", parts: [{ text: "Hi" }] }),
    configuration: undefined,
    metadata: undefined,
  });

  expect(client.protocolVersion).toBe("0.3");
  expect(task).toMatchObject({ status: { state: TaskState.TASK_STATE_COMPLETED } });
});
