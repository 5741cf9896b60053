import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { createWireStore, WIRE_CAP_BYTES } from "#runtime/model/cassette/node-wire-store.ts";
import { readCassettes } from "#runtime/model/cassette/read-cassette.ts";
import { chatProtocol } from "#runtime/model/protocol/chat/chat-protocol.ts";
import { createHttpDriver } from "#runtime/model/protocol/http-driver.ts";
import { type Answer, startModelServer } from "#runtime/model/testing/local-model-server.ts";
import { systemClock } from "#runtime/system-services.ts";
import { testApp } from "#server/test-app.ts";

const KEY = "sk-key-of-the-tests-0123456789";
const ANSWER =
  'data: {"choices":[{"index":0,"delta":{"content":"Grüß dich"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "uar-wire-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** An app whose model is a real server that sends `answer`; the run is over when it is given. */
async function ranAgainst(url: string) {
  const clock = systemClock;
  const wire = createWireStore({
    folder,
    capBytes: WIRE_CAP_BYTES,
    clock,
    report: (error) => {
      throw error;
    },
  });
  const connection = {
    provider: "local",
    baseUrl: `${url}/v1`,
    driver: "http",
    protocol: "chat",
    auth: "bearer",
    apiKey: KEY,
    headers: { authorization: `Bearer ${KEY}` },
    fetch: globalThis.fetch,
  } as const;
  const driver = createHttpDriver({ connection, protocol: chatProtocol, model: "m", clock });
  const test = await testApp({ driver, wire });
  const asked = await test.post("/api/chat", { message: `My key is ${KEY}` });
  const { run_id } = (await asked.json()) as { run_id: string };
  await test.runtime.ended(run_id);
  const events = (await (await test.fetch(`/runs/${run_id}.jsonl`)).text()).trim().split("\n");
  const steps = events
    .map((line) => JSON.parse(line) as { type: string; step_id?: string })
    .filter(({ type }) => type === "model.requested")
    .map(({ step_id }) => step_id ?? "");
  return { test, run_id, steps };
}

const answering: Answer = (response) => {
  response.writeHead(200, { "content-type": "text/event-stream", "x-request-id": "req_1" });
  response.end(ANSWER);
};

describe("GET /runs/:run/wire/:step", () => {
  it("gives the exact bytes that the provider sent, and what it was asked", async () => {
    await using server = await startModelServer(answering);
    const { test, run_id, steps } = await ranAgainst(server.url);

    const response = await test.fetch(`/runs/${run_id}/wire/${steps[0]}`);
    const [cassette] = readCassettes(new Uint8Array(await response.arrayBuffer()));

    expect(response.headers.get("content-type")).toBe("application/jsonl; charset=utf-8");
    expect(Buffer.concat(cassette?.chunks.map(({ bytes }) => bytes) ?? []).toString()).toBe(ANSWER);
    expect(cassette?.request.path).toBe("/v1/chat/completions");
    expect(cassette?.request.body).toContain('"model":"m"');
    expect(cassette?.response?.headers["x-request-id"]).toBe("req_1");
  });

  it("never gives the key away", async () => {
    await using server = await startModelServer((response) => {
      response.writeHead(401).end(JSON.stringify({ error: { message: `Bad key ${KEY}` } }));
    });
    const { test, run_id, steps } = await ranAgainst(server.url);

    const text = await (await test.fetch(`/runs/${run_id}/wire/${steps[0]}`)).text();

    expect(server.seen[0]?.body).toContain(KEY); // the person wrote it, and the model is told
    expect(text).not.toContain(KEY);
    expect(text).toContain("Bad key ***");
  });

  it("answers 404 for a step without a recording, and for another run's step", async () => {
    await using server = await startModelServer(answering);
    const { test, run_id, steps } = await ranAgainst(server.url);

    const unknown = await test.fetch(`/runs/${run_id}/wire/st_0`);
    const escaping = await test.fetch(`/runs/${run_id}/wire/..%2F${run_id}%2F${steps[0]}`);
    const noRun = await test.fetch(`/runs/r_0/wire/${steps[0]}`);

    expect([unknown.status, escaping.status, noRun.status]).toEqual([404, 404, 404]);
    expect(await unknown.json()).toMatchObject({ code: "not_recorded" });
  });

  it("is for those with the token only", async () => {
    await using server = await startModelServer(answering);
    const { test, run_id, steps } = await ranAgainst(server.url);

    const response = await test.anonymous(`/runs/${run_id}/wire/${steps[0]}`);

    expect(response.status).toBe(401);
  });
});
