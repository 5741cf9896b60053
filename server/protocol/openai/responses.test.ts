import { describe, expect, it } from "vitest";

import { testApp } from "#server/test-app.ts";
import { openaiClient, refusal } from "./client-test-kit.ts";

const WEATHER = `
- steps: [{ reasoning: "Ask them." }, { calls: [{ tool: weather, arguments: { city: Oslo } }] }]
- steps: [{ text: It is cold. }]
`;
const WRITE = `
- steps: [{ text: "I write. " }, { calls: [{ tool: write, arguments: { path: a.md } }] }]
- steps: [{ text: Written. }]
`;
const THREE =
  "[{ steps: [{ text: One }] }, { steps: [{ text: Two }] }, { steps: [{ text: Three }] }]";
const WEATHER_TOOL = {
  type: "function",
  name: "weather",
  description: "Tells the weather",
  strict: false,
  parameters: { type: "object", properties: { city: { type: "string" } } },
} as const;

describe("POST /v1/responses", () => {
  it("answers with the items that the run gave, and finds them again", async () => {
    const client = openaiClient(await testApp());

    const response = await client.responses.create({
      model: "guide",
      input: "Hi",
      instructions: "Be short",
      metadata: { topic: "greeting" },
    });
    const again = await client.responses.retrieve(response.id);

    expect(response).toMatchObject({
      status: "completed",
      model: "guide",
      instructions: "Be short",
      metadata: { topic: "greeting" },
      output: [{ type: "message", status: "completed", role: "assistant" }],
    });
    expect(response.output_text).toBe("Hello");
    expect(again).toEqual(response);
  });

  it("goes on from a response in its thread, and in a branch where that went on already", async () => {
    const app = await testApp({ passes: THREE });
    const client = openaiClient(app);

    const first = await client.responses.create({ model: "guide", input: "1" });
    const after = { model: "guide", previous_response_id: first.id };
    const second = await client.responses.create({ ...after, input: "2" });
    const other = await client.responses.create({ ...after, input: "3" });

    expect(second.previous_response_id).toBe(first.id);
    const place = async (id: string) =>
      (await app.runtime.thread(id.replace("resp_", "r_"))).state();
    expect((await place(second.id)).turns.map(({ text }) => text)).toEqual(["1", "2"]);
    expect((await place(other.id)).turns.map(({ text }) => text)).toEqual(["1", "3"]);
    expect(await app.runtime.services.threads.sessions()).toHaveLength(1);
  });

  it("hands calls of the client's functions over, and takes their outputs", async () => {
    const client = openaiClient(await testApp({ passes: WEATHER }));
    const tools = [WEATHER_TOOL];

    const first = await client.responses.create({ model: "guide", input: "How is Oslo?", tools });
    const call = first.output.find((item) => item.type === "function_call");
    const second = await client.responses.create({
      model: "guide",
      tools,
      previous_response_id: first.id,
      input: [{ type: "function_call_output", call_id: call?.call_id ?? "", output: "-4 °C" }],
    });
    const input = await Array.fromAsync(await client.responses.inputItems.list(second.id));

    expect(first.output.map(({ type }) => type)).toEqual(["reasoning", "function_call"]);
    expect(call).toMatchObject({ name: "weather", arguments: '{"city":"Oslo"}' });
    expect(second.output_text).toBe("It is cold.");
    expect(input).toMatchObject([{ type: "function_call_output", output: "-4 °C" }]);
  });

  it("streams the same response to whoever comes later, from any event on", async () => {
    const client = openaiClient(await testApp({ passes: WRITE.replace("write,", "read,") }));

    const stream = await client.responses.create({ model: "guide", input: "Hi", stream: true });
    const events = await Array.fromAsync(stream);
    const last = events.at(-1);
    const response = last?.type === "response.completed" ? last.response : undefined;
    const again = await Array.fromAsync(
      await client.responses.retrieve(response?.id ?? "", { stream: true, starting_after: 4 }),
    );

    expect(events.map(({ sequence_number }) => sequence_number)).toEqual([...events.keys()]);
    expect(again).toEqual(events.slice(5));
    expect(response?.output.map((item) => item.type === "message" && item.content)).toMatchObject([
      [{ text: "I write. " }],
      [{ text: "Written." }],
    ]);
  });

  it("adds up to the same in the client's own accumulator", async () => {
    const client = openaiClient(await testApp({ passes: WEATHER }));

    const stream = client.responses.stream({ model: "guide", input: "Hi", tools: [WEATHER_TOOL] });
    const response = await stream.finalResponse();

    expect(response.output).toMatchObject([
      { type: "reasoning", summary: [{ text: "Ask them." }] },
      { type: "function_call", name: "weather", arguments: '{"city":"Oslo"}' },
    ]);
  });

  it("runs in the background until it is cancelled, whoever listens", async () => {
    const app = await testApp({ passes: WRITE });
    const client = openaiClient(app);

    const begun = await client.responses.create({ model: "guide", input: "Hi", background: true });
    const run_id = begun.id.replace("resp_", "r_");
    await app.runtime.reaches(run_id, ({ approvals }) => approvals.length > 0);
    const meanwhile = await client.responses.retrieve(begun.id);
    const cancelled = await client.responses.cancel(begun.id);

    expect(["queued", "in_progress"]).toContain(begun.status);
    expect(meanwhile).toMatchObject({ status: "in_progress", output: [{ status: "completed" }] });
    expect(cancelled).toMatchObject({ status: "cancelled", output: [{ type: "message" }] });
  });

  it("goes on when the client of a stream hangs up", async () => {
    const app = await testApp({ passes: WRITE });

    const stream = await openaiClient(app).responses.create({
      model: "guide",
      input: "Hi",
      stream: true,
    });
    let id = "";
    for await (const event of stream) {
      if (event.type === "response.created") id = event.response.id.replace("resp_", "r_");
      if (event.type === "response.output_item.done") break;
    }
    const run = await app.runtime.reaches(id, ({ approvals }) => approvals.length > 0);
    await app.post("/control/respond_action", {
      action_id: run.approvals[0]?.action_id,
      decision: "allow_once",
    });

    expect((await app.runtime.ended(id)).run.status).toBe("completed");
  });

  it("finds no response that was deleted, or was not to be stored", async () => {
    const client = openaiClient(await testApp());

    const kept = await client.responses.create({ model: "guide", input: "Hi" });
    await client.responses.delete(kept.id);
    const unstored = await client.responses.create({ model: "guide", input: "Ho", store: false });

    for (const id of [kept.id, unstored.id, "resp_nobody"]) {
      const error = await refusal(client.responses.retrieve(id));
      expect([error.status, error.code]).toEqual([404, "response_not_found"]);
    }
    const next = client.responses.create({
      model: "guide",
      input: "?",
      previous_response_id: kept.id,
    });
    expect((await refusal(next)).param).toBe("previous_response_id");
  });

  it("puts a summary in the place of a conversation", async () => {
    const app = await testApp({ passes: THREE });
    const client = openaiClient(app);

    const compacted = await client.responses.compact({
      model: "scenario/test",
      input: [{ role: "user", content: "I am Ada" }],
    });
    const next = await client.responses.create({
      model: "guide",
      input: [...compacted.output, { role: "user", content: "Who am I?" }] as never,
    });

    expect(compacted).toMatchObject({
      object: "response.compaction",
      output: [{ type: "compaction" }],
    });
    const { events } = await app.runtime.ended(next.id.replace("resp_", "r_"));
    expect(events.find(({ type }) => type === "turn.submitted")?.payload).toMatchObject({
      request: { history: [{ role: "user", content: expect.stringContaining("One") }] },
    });
  });

  it.each([
    ["null", "input", 400],
    ["{}", "input", 400],
    ['{"input":""}', null, 400],
    ['{"input":[]}', "input", 400],
    ['{"input":7}', "input", 400],
    ['{"input":[{"type":"item_reference","id":"msg_x_0"}]}', "input[0]", 400],
    [
      '{"input":[{"type":"compaction","encrypted_content":"AAAA"}]}',
      "input[0].encrypted_content",
      400,
    ],
    ['{"input":"Hi","previous_response_id":"../x"}', "previous_response_id", 404],
    ['{"input":"Hi","model":"constructor"}', "model", 404],
    ['{"input":"Hi","temperature":9}', "temperature", 400],
  ])("answers %s with an error about %j and %d", async (body, param, status) => {
    const app = await testApp();

    const response = await app.post("/v1/responses", body);
    const answer: unknown = await response.json();

    expect([response.status, answer]).toMatchObject([
      status,
      { error: { message: expect.any(String) } },
    ]);
    expect(answer).toMatchObject(body === "null" ? {} : { error: { param } });
    expect(await app.runtime.services.threads.sessions()).toEqual([]);
  });
});
