import { describe, expect, it } from "vitest";

import { openMemoryOutputStore } from "#runtime/artifact/memory-output-store.ts";
import { ManualClock } from "#runtime/test-runtime.ts";
import { testApp } from "#server/test-app.ts";
import { openaiClient, openQuestion, refusal } from "./client-test-kit.ts";

const HI = [{ role: "user", content: "Hi" }] as const;
const READ = `
- steps: [{ text: "I look. " }, { calls: [{ tool: read, arguments: { path: a.md } }] }]
- steps: [{ text: "It is there." }]
`;
const WRITE = `
- steps: [{ calls: [{ tool: write, arguments: { path: a.md } }] }]
- steps: [{ text: Written. }]
`;
const WEATHER = `
- steps: [{ calls: [{ tool: weather, arguments: { city: Oslo } }] }]
- steps: [{ text: It is cold. }]
`;
const WEATHER_TOOL = {
  type: "function",
  function: {
    name: "weather",
    description: "Tells the weather",
    parameters: { type: "object", properties: { city: { type: "string" } } },
  },
} as const;

describe("POST /v1/chat/completions", () => {
  it("answers with what the agent said in all, and what it took", async () => {
    const app = await testApp({ passes: READ });

    const answer = await openaiClient(app).chat.completions.create({
      model: "guide",
      messages: [...HI],
    });

    expect(answer).toMatchObject({
      object: "chat.completion",
      model: "guide",
      choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", refusal: null } }],
    });
    expect(answer.choices[0]?.message.content).toBe("I look. \n\nIt is there.");
    expect(answer.usage?.total_tokens).toBe(
      (answer.usage?.prompt_tokens ?? 0) + (answer.usage?.completion_tokens ?? 0),
    );
    const run = await (
      await app.fetch(`/runs/${answer.id.replace("chatcmpl-", "r_")}.json`)
    ).json();
    expect(run).toMatchObject({ status: "completed", agent: "guide", input: "Hi" });
  });

  it("streams the same words, the usage where it is asked for, and an end", async () => {
    const app = await testApp({ passes: READ });

    const stream = await openaiClient(app).chat.completions.create({
      model: "guide",
      messages: [...HI],
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = await Array.fromAsync(stream);

    const words = chunks.map(({ choices }) => choices[0]?.delta.content ?? "");
    expect(words.join("")).toBe("I look. \n\nIt is there.");
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe("stop");
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: { total_tokens: expect.any(Number) },
    });
  });

  it("goes on in the same thread where the client sends the answer back", async () => {
    const app = await testApp({
      passes: "[{ steps: [{ text: Hello }] }, { steps: [{ text: Ada }] }]",
    });
    const client = openaiClient(app);

    const first = await client.chat.completions.create({ model: "guide", messages: [...HI] });
    const said = first.choices[0]?.message;
    const messages = [...HI, ...(said ? [said] : []), { role: "user" as const, content: "And?" }];
    await client.chat.completions.create({ model: "guide", messages });
    await client.chat.completions.create({ model: "guide", messages });

    const sessions = await app.runtime.services.threads.sessions();
    const texts = sessions.map(({ runs }) => runs.map(({ text }) => text));
    expect(texts).toHaveLength(2);
    expect(texts).toEqual(expect.arrayContaining([["And?"], ["Hi", "And?"]]));
  });

  it("begins a session where the client's words for the answer are others", async () => {
    const app = await testApp();
    const client = openaiClient(app);

    await client.chat.completions.create({ model: "guide", messages: [...HI] });
    const answer = { role: "assistant" as const, content: "Something else" };
    const messages = [...HI, answer, { role: "user" as const, content: "And?" }];
    await client.chat.completions.create({ model: "guide", messages });

    expect(await app.runtime.services.threads.sessions()).toHaveLength(2);
  });

  it("hands calls of the client's tools over, and goes on with their results", async () => {
    const app = await testApp({ passes: WEATHER });
    const client = openaiClient(app);
    const ask = { model: "guide", tools: [WEATHER_TOOL, { type: "web_search" } as never] };

    const first = await client.chat.completions.create({ ...ask, messages: [...HI] });
    const message = first.choices[0]?.message;
    const call = message?.tool_calls?.[0];
    const second = await client.chat.completions.create({
      ...ask,
      messages: [
        ...HI,
        ...(message ? [message] : []),
        { role: "tool", tool_call_id: call?.id ?? "", content: "-4 °C" },
      ],
    });

    expect(first.choices[0]).toMatchObject({
      finish_reason: "tool_calls",
      message: { content: null, tool_calls: [{ type: "function", function: { name: "weather" } }] },
    });
    expect(call).toMatchObject({ function: { arguments: '{"city":"Oslo"}' } });
    expect(second.choices[0]?.message.content).toBe("It is cold.");
    const sessions = await app.runtime.services.threads.sessions();
    expect(sessions).toHaveLength(1);
    const page = await (await app.fetch(`/s/${sessions[0]?.session_id}`)).text();
    expect(page).toContain("OpenAI Chat Completions, with a result");
  });

  it("streams calls of the client's tools with their index", async () => {
    const app = await testApp({ passes: WEATHER });

    const runner = openaiClient(app).chat.completions.stream({
      model: "guide",
      messages: [...HI],
      tools: [WEATHER_TOOL],
    });
    const { choices } = await runner.finalChatCompletion();

    expect(choices[0]).toMatchObject({
      finish_reason: "tool_calls",
      message: { tool_calls: [{ function: { name: "weather", arguments: '{"city":"Oslo"}' } }] },
    });
  });

  it("asks a named model without an agent, under the client's instructions alone", async () => {
    const app = await testApp();

    const answer = await openaiClient(app).chat.completions.create({
      model: "scenario/test",
      messages: [{ role: "system", content: "Be short" }, ...HI],
      temperature: 0.3,
      max_tokens: 50,
    });

    const { run, events } = await app.runtime.ended(answer.id.replace("chatcmpl-", "r_"));
    expect([run.system_prompt, run.tools]).toEqual(["Be short", []]);
    expect(events.find(({ type }) => type === "turn.submitted")?.payload).toMatchObject({
      source: "openai.chat",
      request: { settings: { temperature: 0.3, max_output_tokens: 50 } },
    });
  });

  it("brings what was said elsewhere along where no thread holds it", async () => {
    const app = await testApp();

    const answer = await openaiClient(app).chat.completions.create({
      model: "guide",
      messages: [
        { role: "user", content: "I am Ada" },
        { role: "assistant", content: "Hello Ada" },
        { role: "user", content: "Who am I?" },
      ],
    });

    const { events } = await app.runtime.ended(answer.id.replace("chatcmpl-", "r_"));
    const requested = events.find(({ type }) => type === "model.requested");
    expect(requested?.payload).toMatchObject({ message_count: 4 });
  });

  it("keeps a picture of the newest message as an attachment, and fetches none", async () => {
    const app = await testApp({ outputs: openMemoryOutputStore(new ManualClock()) });
    const client = openaiClient(app);
    const png =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    const withPicture = (url: string) =>
      client.chat.completions.create({
        model: "guide",
        messages: [
          {
            role: "user",
            content: [
              { type: "text", text: "What is it?" },
              { type: "image_url", image_url: { url } },
            ],
          },
        ],
      });

    const answer = await withPicture(`data:image/png;base64,${png}`);
    const error = await refusal(withPicture("http://169.254.169.254/latest"));

    const { events } = await app.runtime.ended(answer.id.replace("chatcmpl-", "r_"));
    expect(events.find(({ type }) => type === "turn.submitted")?.payload).toMatchObject({
      input: { text: "What is it?", attachments: [{ media_type: "image/png" }] },
    });
    expect([error.status, error.param]).toEqual([400, "messages[0].content[1]"]);
  });

  it("waits while a person is asked in the playground, and tells of the answer", async () => {
    const app = await testApp({ passes: WRITE });

    const answered = openaiClient(app).chat.completions.create({
      model: "guide",
      messages: [...HI],
    });
    const { action_id } = await openQuestion(app);
    await app.post("/control/respond_action", { action_id, decision: "allow_once" });

    expect((await answered).choices[0]?.message.content).toBe("Written.");
  });

  it("says who stopped it where a person did, and asks for no retry", async () => {
    const app = await testApp({ passes: WRITE });

    const answered = refusal(
      openaiClient(app).chat.completions.create({ model: "guide", messages: [...HI] }),
    );
    await openQuestion(app);
    const [session] = await app.runtime.services.threads.sessions();
    await app.post("/control/interrupt_turn", { session_id: session?.session_id });

    const error = await answered;
    expect([error.status, error.code]).toEqual([400, "run_cancelled"]);
    expect(error.headers?.get("x-should-retry")).toBe("false");
  });

  it("stops the run of a client that hangs up", async () => {
    const app = await testApp({ passes: WRITE });

    const stream = await openaiClient(app).chat.completions.create({
      model: "guide",
      messages: [...HI],
      stream: true,
    });
    await openQuestion(app);
    stream.controller.abort();
    await Array.fromAsync(stream);

    const [session] = await app.runtime.services.threads.sessions();
    const { run } = await app.runtime.ended(session?.runs[0]?.run_id ?? "");
    expect([run.status, run.cancel?.reason]).toEqual(["cancelled", "The client hung up"]);
  });

  it("gives each of several requests with the same words a run of its own", async () => {
    const app = await testApp();
    const client = openaiClient(app);
    const ask = () => client.chat.completions.create({ model: "guide", messages: [...HI] });

    const answers = await Promise.all(Array.from({ length: 8 }, ask));

    expect(new Set(answers.map(({ id }) => id)).size).toBe(8);
  });
});
