import OpenAI, { APIUserAbortError } from "openai";
import { describe, expect, it } from "vitest";

import { serveApp } from "#server/security/test-server.ts";
import { testApp } from "#server/test-app.ts";
import { openQuestion } from "./client-test-kit.ts";

const WRITE = `
- steps: [{ text: "I write. " }, { calls: [{ tool: write, arguments: { path: a.md } }] }]
- steps: [{ text: Written. }]
`;
const ASK = { model: "guide", messages: [{ role: "user" as const, content: "Write" }] };

describe("a client on a real socket that hangs up", () => {
  it.each([true, false])("stops its run over chat (streamed: %s)", async (stream) => {
    const app = await testApp({ passes: WRITE });
    const server = await serveApp(app.app);
    const client = new OpenAI({ apiKey: app.token, baseURL: `${server.origin}/v1`, maxRetries: 0 });
    const leave = new AbortController();

    const answered = client.chat.completions.create({ ...ASK, stream }, { signal: leave.signal });
    const settled = Promise.resolve(answered).catch((error: unknown) => error);
    const { run_id } = await openQuestion(app);
    if (stream) await settled;
    leave.abort();

    const { run } = await app.runtime.ended(run_id);
    expect([run.status, run.cancel?.reason]).toEqual(["cancelled", "The client hung up"]);
    expect((await settled) instanceof APIUserAbortError).toBe(!stream);
    await server.close();
  });

  it("leaves its response running", async () => {
    const app = await testApp({ passes: WRITE });
    const server = await serveApp(app.app);
    const client = new OpenAI({ apiKey: app.token, baseURL: `${server.origin}/v1`, maxRetries: 0 });
    const leave = new AbortController();

    const answered = client.responses.create(
      { model: "guide", input: "Write" },
      { signal: leave.signal },
    );
    const settled = Promise.resolve(answered).catch((error: unknown) => error);
    const { run_id, action_id } = await openQuestion(app);
    leave.abort();
    await settled;
    await app.post("/control/respond_action", { action_id, decision: "allow_once" });

    expect((await app.runtime.ended(run_id)).run.status).toBe("completed");
    await server.close();
  });
});
