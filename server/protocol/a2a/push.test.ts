import { type Client } from "@a2a-js/sdk/client";
import { expect, test } from "vitest";

import { Agent } from "#runtime/agent/agent.ts";
import { type ServedApp, servedApp } from "#server/protocol/protocol-test-kit.ts";
import { type Receiver, receiver, watchedOutbox } from "#server/webhook/testing/receiver.ts";
import { clientOf, sent, taskOf } from "./client-test-kit.ts";

const WRITES = `[
  { steps: [{ text: "I write." }, { calls: [{ tool: write, arguments: { path: a.md } }] }] },
  { steps: [{ text: "Written" }] }
]`;
const SAYS = `[{ steps: [{ text: "Done" }] }]`;
const BINDINGS = ["JSONRPC", "HTTP+JSON"] as const;
const AGENTS = ["clerk", "other"].map((id) => Agent.parse({ id, system_prompt: "Go." }));

async function served(there: Receiver, passes = WRITES) {
  const outbox = watchedOutbox();
  const webhooks = { ...there.services, store: outbox.store };
  const app = await servedApp({ passes, agents: AGENTS, webhooks });
  return { app, outbox };
}

/** Where a client wants to be told, as the client has it. */
function pushTo(url: string, more: object = {}) {
  const plain = { tenant: "", id: "", taskId: "", url, token: "", authentication: undefined };
  return { ...plain, ...more };
}

/** Begins a task that waits for a person. */
async function waiting(client: Client) {
  return taskOf(client.sendMessage(sent("Write", {}, { returnImmediately: false })));
}

async function told(there: Receiver, count: number) {
  const { headers, body } = await there.message(count);
  return { headers, body: JSON.parse(body) as { task: { id: string; status: object } } };
}

test.for(BINDINGS)(
  "Over %s a client is told of its task where it asked, with its token and its credentials",
  async (binding) => {
    const there = await receiver();
    const { app } = await served(there);
    const client = await clientOf(app, binding);
    const { id: taskId, contextId } = await waiting(client);
    const authentication = { scheme: "Bearer", credentials: "let-me-in" };
    const config = pushTo(there.url(), { id: "mine", taskId, token: "t-1", authentication });

    const made = await client.createTaskPushNotificationConfig(config);
    const got = await client.getTaskPushNotificationConfig({ tenant: "", taskId, id: "mine" });
    await client.sendMessage(sent("yes", { taskId, contextId }));
    const [resolved, ended] = [await told(there, 1), await told(there, 2)];

    expect(made).toMatchObject({ id: "mine", taskId, url: there.url(), token: "t-1" });
    expect(got).toEqual(made);
    expect(JSON.stringify(got)).not.toContain("let-me-in");
    expect(resolved.body.task).toMatchObject({
      id: taskId,
      status: { state: "TASK_STATE_WORKING" },
    });
    expect(ended.body.task).toMatchObject({
      id: taskId,
      status: { state: "TASK_STATE_COMPLETED" },
      artifacts: [{ name: "Answer", parts: [{ text: "I write.\n\nWritten" }] }],
    });
    expect(ended.headers).toMatchObject({
      "content-type": "application/a2a+json",
      "x-a2a-notification-token": "t-1",
      authorization: "Bearer let-me-in",
    });
  },
);

test.for(BINDINGS)(
  "Over %s configurations are listed and deleted, and end with their task",
  async (binding) => {
    const there = await receiver();
    const { app, outbox } = await served(there);
    const client = await clientOf(app, binding);
    const { id: taskId, contextId } = await waiting(client);
    const list = async () => {
      const asked = { tenant: "", taskId, pageSize: 0, pageToken: "" };
      const { configs } = await client.listTaskPushNotificationConfig(asked);
      return configs.map(({ id, url }) => [id, url]);
    };
    for (const [id, path] of [
      ["a", "/old"],
      ["a", "/a"],
      ["b", "/b"],
    ] as const) {
      await client.createTaskPushNotificationConfig(pushTo(there.url(path), { id, taskId }));
    }

    const before = await list();
    await client.deleteTaskPushNotificationConfig({ tenant: "", taskId, id: "b" });
    const after = await list();
    await client.sendMessage(sent("yes", { taskId, contextId }));
    await told(there, 2);
    await outbox.holds(({ hooks }) => hooks.length === 0);

    expect(before).toEqual([
      ["a", there.url("/a")],
      ["b", there.url("/b")],
    ]);
    expect(after).toEqual([["a", there.url("/a")]]);
    expect(new Set(there.arrived.map(({ path }) => path))).toEqual(new Set(["/a"]));
    expect(await list()).toEqual([]);
  },
);

test("A configuration that comes with a message is told of a task that ends at once", async () => {
  const there = await receiver();
  const { app } = await served(there, SAYS);
  const client = await clientOf(app);
  const taskPushNotificationConfig = pushTo(there.url());

  const task = await taskOf(client.sendMessage(sent("Go", {}, { taskPushNotificationConfig })));
  const { body } = await told(there, 1);

  expect(body.task).toMatchObject({ id: task.id, status: { state: "TASK_STATE_COMPLETED" } });
});

test("An address that may be no receiver's is refused before a task is begun", async () => {
  const there = await receiver();
  const { app } = await served(there, SAYS);
  const client = await clientOf(app);
  const taskPushNotificationConfig = pushTo(`http://127.0.0.1:${there.port}/`);

  const asked = client.sendMessage(sent("Go", {}, { taskPushNotificationConfig }));

  await expect(asked).rejects.toMatchObject({ reason: "INVALID_PARAMS" });
  expect(await app.app.runtime.services.threads.list()).toEqual([]);
});

test("A task is found at the address of its agent alone, and so are its configurations", async () => {
  const there = await receiver();
  const { app } = await served(there);
  const { id } = await waiting(await clientOf(app));
  const ask = (agent: string, method: string, params: object) =>
    rpc(app, agent, method, params).then(({ error, result }) => error?.code ?? typeof result);

  const config = pushTo(there.url(), { taskId: id });
  const ofOther = [
    await ask("other", "GetTask", { id }),
    await ask("other", "CancelTask", { id }),
    await ask("other", "SubscribeToTask", { id }),
    await ask("other", "CreateTaskPushNotificationConfig", config),
    await ask("other", "ListTaskPushNotificationConfigs", { taskId: id }),
  ];
  const listed = [
    await rpc(app, "other", "ListTasks", {}),
    await rpc(app, "clerk", "ListTasks", {}),
  ];

  expect(ofOther).toEqual([-32001, -32001, -32001, -32001, -32001]);
  expect(await ask("clerk", "GetTask", { id })).toBe("object");
  expect(listed.map(({ result }) => result?.["totalSize"])).toEqual([0, 1]);
});

test("A client of 0.3 sets, gets, lists and deletes configurations, and is told in its shapes", async () => {
  const there = await receiver();
  const { app } = await served(there);
  const client = await clientOf(app);
  const { id: taskId, contextId } = await waiting(client);
  const authentication = { schemes: ["Bearer"], credentials: "x" };
  const pushNotificationConfig = { url: there.url(), token: "t", authentication };
  const ask = (verb: string, params: object) =>
    rpc(app, "clerk", `tasks/pushNotificationConfig/${verb}`, params, "0.3");

  const set = await ask("set", { taskId, pushNotificationConfig });
  const got = await ask("get", { id: taskId });
  const listed = await ask("list", { id: taskId });
  await client.sendMessage(sent("yes", { taskId, contextId }));
  const { body } = await there.message(2);
  const second = await waiting(client);
  const gone = await ask("delete", { id: second.id, pushNotificationConfigId: "none" });

  expect(set.result).toEqual({
    taskId,
    pushNotificationConfig: {
      id: taskId,
      url: there.url(),
      token: "t",
      authentication: { schemes: ["Bearer"] },
    },
  });
  expect([got.result, listed.result]).toEqual([set.result, [set.result]]);
  expect(JSON.parse(body)).toMatchObject({ kind: "task", status: { state: "completed" } });
  expect(gone).toMatchObject({ result: null });
});

async function rpc(
  { origin, headers }: ServedApp,
  agent: string,
  method: string,
  params: object,
  version = "1.0",
) {
  const response = await fetch(`${origin}/a2a/agents/${agent}`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json", "a2a-version": version },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  // The answer is one of ours.
  return (await response.json()) as {
    result?: Record<string, unknown> | null;
    error?: { code: number };
  };
}
