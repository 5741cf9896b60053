import { describe, expect, it } from "vitest";

import type { ModelDriver } from "#runtime/model/driver.ts";
import { testApp } from "#server/test-app.ts";
import { openaiClient, refusal } from "./client-test-kit.ts";

const HI = [{ role: "user", content: "Hi" }] as const;
/** What may come, and the status of its answer. */
const BODIES: readonly (readonly [string, number])[] = [
  ["", 400],
  ["null", 400],
  ["[]", 400],
  ["{}", 400],
  ['{"messages":[]}', 400],
  ['{"messages":"Hi"}', 400],
  ['{"messages":[{"role":"user","content":7}]}', 400],
  ['{"messages":[{"role":"robot","content":"Hi"}]}', 400],
  ['{"messages":[{"role":"user","content":""}]}', 400],
  ['{"messages":[{"role":"user","content":"Hi"}],"n":2}', 400],
  ['{"messages":[{"role":"user","content":"Hi"}],"temperature":1e999}', 400],
  ['{"messages":[{"role":"user","content":"Hi"}],"max_tokens":"7"}', 400],
  [
    '{"messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"function","function":{"name":"a b"}}]}',
    400,
  ],
  ['{"messages":[{"role":"user","content":"Hi"}]} trailing', 400],
  ['{"messages":[{"role":"user","content":"Hi"}],"a":' + "[".repeat(100_000), 400],
  [`{"messages":[{"role":"user","content":"${"x".repeat(200_000)}"}]}`, 400],
  ['{"model":"__proto__","messages":[{"role":"user","content":"Hi"}]}', 404],
  ['{"model":"../../etc","messages":[{"role":"user","content":"Hi"}]}', 404],
  ['\ufeff{"messages":[{"role":"user","content":"Hi\\u0000\\ud800\\u2028"}]}', 200],
  ['{"messages":[{"role":"user","content":"Hi\\u0000\\ud800\\u2028"}]}', 200],
  [
    '{"messages":[{"role":"user","content":"Hi"}],"messages":[{"role":"user","content":"Ho"}]}',
    200,
  ],
  ['{"messages":[{"role":"user","content":"Hi"}],"__proto__":{"stream":true},"unknown":1}', 200],
  [
    '{"messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"function","function":{"name":"toString","parameters":{"__proto__":{}}}}]}',
    200,
  ],
];

describe("GET /v1/models", () => {
  it("lists agents first, then models, and tells of each", async () => {
    const client = openaiClient(await testApp());

    const ids = (await Array.fromAsync(await client.models.list())).map(({ id }) => id);
    const one = await client.models.retrieve("scenario/test");
    const missing = await refusal(client.models.retrieve("gpt-0"));

    expect(ids).toEqual(["guide", ...ids.slice(1)]);
    expect(ids).toContain("scenario/test");
    expect(one).toMatchObject({ id: "scenario/test", object: "model", owned_by: "scenario" });
    expect([missing.status, missing.code]).toEqual([404, "model_not_found"]);
  });
});

/** A model whose answer breaks off. */
const BREAKS: ModelDriver = {
  provider: "test",
  model: "driver",
  async *stream() {
    yield [
      { type: "message_delta", text: "So" },
      { type: "error", code: "server", message: "It broke", retryable: false },
    ];
  },
};

describe("errors below /v1", () => {
  it("tell of a run that failed, whole and streamed, and ask for no retry", async () => {
    const client = openaiClient(await testApp({ driver: BREAKS }));
    const ask = { model: "guide", messages: [...HI] };

    const whole = await refusal(client.chat.completions.create(ask));
    const stream = await client.chat.completions.create({ ...ask, stream: true });
    const streamed = await refusal(Array.fromAsync(stream));

    expect([whole.status, whole.code]).toEqual([502, "server"]);
    expect(whole.headers?.get("x-should-retry")).toBe("false");
    expect(streamed.error).toMatchObject({ type: "server_error", code: "server" });
  });

  it("have the protocol's shape, whatever part of the server refuses", async () => {
    const app = await testApp();
    const unknown = await refusal(openaiClient(app, "wrong").models.list());
    const model = await refusal(
      openaiClient(app).chat.completions.create({ model: "no/such", messages: [...HI] }),
    );
    const nowhere = await app.fetch("/v1/nothing");

    expect([unknown.status, unknown.type]).toEqual([401, "authentication_error"]);
    expect([model.status, model.code, model.param]).toEqual([404, "model_not_found", "model"]);
    expect([nowhere.status, await nowhere.json()]).toEqual([
      404,
      { error: expect.objectContaining({ type: "invalid_request_error", code: "not_found" }) },
    ]);
  });

  it.each(BODIES.map(([body, status]) => [body.slice(0, 70), status, body] as const))(
    "answer %s with %d",
    async (_, status, body) => {
      const app = await testApp();

      const response = await app.post("/v1/chat/completions", body);
      const answer: unknown = await response.json();

      expect([response.status, answer]).toEqual([status, expect.anything()]);
      if (status === 200) return;
      expect(answer).toEqual({
        error: {
          message: expect.stringMatching(/\S/),
          type: "invalid_request_error",
          code: expect.any(String),
          param: expect.toSatisfy((param) => param === null || typeof param === "string"),
        },
      });
      expect(await app.runtime.services.threads.sessions()).toEqual([]);
    },
  );
});
