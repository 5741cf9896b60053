import { expect, test } from "vitest";

import { BAD_BODIES, servedApp } from "#server/protocol/protocol-test-kit.ts";

test.for(["2.0", "0.2", "one", "1.0, 0.3"])("The version %j is refused", async (version) => {
  const { app } = await servedApp();
  const init = {
    method: "POST",
    headers: { "content-type": "application/json", "a2a-version": version },
  };
  const body = JSON.stringify({ jsonrpc: "2.0", id: 7, method: "GetTask", params: { id: "x" } });

  const rpc = await app.fetch("/a2a/agents/guide", { ...init, body });
  const rest = await app.fetch("/a2a/agents/guide/v1/tasks", {
    headers: { "a2a-version": version },
  });

  expect(await rpc.json()).toMatchObject({ id: 7, error: { code: -32009 } });
  expect(rest.status).toBe(400);
  expect(await rest.json()).toMatchObject({
    error: { details: [{ reason: "VERSION_NOT_SUPPORTED" }] },
  });
});

test.for(BAD_BODIES)(
  "A body that is %s is the protocol's error and stores nothing",
  async ([, body]) => {
    const { app } = await servedApp();

    const rpc = await app.post("/a2a/agents/guide", body);
    const rest = await app.post("/a2a/agents/guide/v1/message:send", body);

    expect(rpc.status).toBe(200);
    expect(await rpc.json()).toMatchObject({
      jsonrpc: "2.0",
      error: { code: expect.any(Number) },
    });
    expect(rest.status).toBe(400);
    expect(await rest.json()).toMatchObject({ error: { code: 400, status: "INVALID_ARGUMENT" } });
    expect(await app.runtime.services.threads.list()).toEqual([]);
  },
);

test.for([
  ["an unknown method", { method: "DropTask" }, -32601],
  ["a method that every object has", { method: "constructor" }, -32601],
  ["no parameters", { method: "SendMessage" }, -32602],
  [
    "a file to fetch",
    {
      method: "SendMessage",
      params: {
        message: { messageId: "m", role: "ROLE_USER", parts: [{ url: "http://127.0.0.1/" }] },
      },
    },
    -32005,
  ],
  ["a page that is none", { method: "ListTasks", params: { pageToken: "../1" } }, -32602],
  ["a hostile task", { method: "GetTask", params: { id: "__proto__" } }, -32001],
] as const)("A call with %s has the code that goes with it", async ([, call, code]) => {
  const { app } = await servedApp();

  const response = await app.post("/a2a/agents/guide", { jsonrpc: "2.0", id: "a", ...call });

  expect(await response.json()).toMatchObject({ id: "a", error: { code } });
});

test.for([
  ["tasks/x/none", {}, 404, "NOT_FOUND"],
  ["tasks", { authorization: "Bearer another" }, 401, "UNAUTHENTICATED"],
] as const)(
  "A refusal of %j says the status that it has",
  async ([path, headers, code, status]) => {
    const { app } = await servedApp();

    const response = await app.fetch(`/a2a/agents/guide/v1/${path}`, { headers });

    expect(response.status).toBe(code);
    expect(await response.json()).toMatchObject({ error: { code, status } });
  },
);

test("More history than there is may be asked for", async () => {
  const { app } = await servedApp();
  const params = { message: { messageId: "m", role: "ROLE_USER", parts: [{ text: "Hello" }] } };
  const sent = await app.post("/a2a/agents/guide/v1/message:send", params);
  const { task } = (await sent.json()) as { task: { id: string; history: unknown[] } };

  const rest = await app.fetch(`/a2a/agents/guide/v1/tasks/${task.id}?historyLength=2147483647`);
  const rpc = await app.post("/a2a/agents/guide", {
    jsonrpc: "2.0",
    id: 1,
    method: "GetTask",
    params: { id: task.id, historyLength: 2_147_483_647 },
  });

  expect(await rest.json()).toMatchObject({ history: task.history });
  expect(await rpc.json()).toMatchObject({ result: { history: task.history } });
});

test.for(["tasks/x:drop", "tasks/..%2f", "tasks?pageSize=-1", "tasks?status=NONE"])(
  "The address %j is refused, and is no failure of the server",
  async (path) => {
    const { app } = await servedApp();

    const { status } = await app.fetch(`/a2a/agents/guide/v1/${path}`);

    expect([400, 404]).toContain(status);
  },
);
