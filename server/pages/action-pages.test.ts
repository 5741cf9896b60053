import { describe, expect, it } from "vitest";

import { testApp } from "#server/test-app.ts";
import type { PersonAnswer, Tool } from "#runtime/tool/tool.ts";

const WRITE = `
- steps: [{ calls: [{ tool: write, arguments: { path: note.md } }] }]
- steps: [{ text: Done }]
`;

describe("/approvals", () => {
  it("moves a question from those that wait to those that have their answer", async () => {
    const app = await testApp({ passes: WRITE });
    const { run_id } = await app.runtime.submit("Write");
    const run = await app.runtime.reaches(run_id, ({ approvals }) => approvals.length > 0);
    const action = run.approvals[0]?.action_id ?? "";
    const list = async (query = "") => (await app.fetch(`/approvals${query}`)).text();

    expect(await list()).toContain(`data-action="${action}"`);
    expect(await list("?state=answered")).toContain("No question has its answer yet");

    await app.form(`/actions/${action}`, { decision: "deny", reason: "Not <now>" });
    await app.runtime.ended(run_id);

    expect(await list()).toContain("Nothing waits for you");
    const answered = (await list("?state=answered")).replaceAll(/<!--.*?-->/gu, "");
    expect(answered).toMatch(/denied/u);
    expect(answered).toContain("“Not &lt;now&gt;”");
    expect(answered).toContain(`href="/runs/${run_id}"`);
  });
});

const RESERVE = `
- steps: [{ calls: [{ tool: desk__reserve, arguments: {} }] }]
- steps: [{ text: Done }]
`;

/** A tool whose server asks, and that gives what it was told as its result. */
const desk: Tool = {
  name: "desk__reserve",
  description: "Reserves a table",
  source: "desk",
  effect: "at_most_once",
  input_schema: { type: "object" },
  async run(_, { ask, signal }) {
    const schema = {
      type: "object",
      properties: {
        guests: { type: "integer", maximum: 8, default: 2 },
        wishes: { type: "array", items: { type: "string", enum: ["window", "quiet"] } },
      },
      required: ["guests"],
    };
    const question = { server: "desk", message: "For <b>how many</b>?", schema };
    const answer: PersonAnswer = (await ask?.(question, signal)) ?? { action: "cancel" };
    return { content: JSON.stringify(answer) };
  },
};

async function serverAsks() {
  const app = await testApp({ passes: RESERVE, tools: [desk], policy: { mode: "bypass" } });
  const { run_id, session_id } = await app.runtime.submit("Reserve");
  const { approvals } = await app.runtime.reaches(run_id, (run) => run.approvals.length > 0);
  const action = approvals[0]?.action_id ?? "";
  const result = async () => (await app.runtime.ended(run_id)).run.calls[0]?.output?.content;
  return { app, run_id, session_id, action, result };
}

describe("a server's question", () => {
  it("is a form in the chat, in the list and in the inspector, and its fields reach the server", async () => {
    const { app, run_id, session_id, action, result } = await serverAsks();
    const page = async (path: string) => (await app.fetch(path)).text();
    const chat = await page(`/s/${session_id}`);
    expect(chat).toContain("For &lt;b&gt;how many&lt;/b&gt;?");
    expect(chat).toContain('name="field:0"');
    expect(await page("/approvals")).toContain(`action="/actions/${action}"`);
    expect(await page(`/runs/${run_id}?view=events`)).toContain("desk asks: For &lt;b&gt;");

    const told = { decision: "answer", "field:0": "3", "field:1:1": "true" };
    const posted = await app.form(`/actions/${action}`, told);

    expect(posted.status).toBe(303);
    expect(await result()).toBe('{"action":"accept","content":{"guests":3,"wishes":["quiet"]}}');
    expect(await page("/approvals?state=answered")).toContain("answered");
  });

  it("that is answered with what does not fit names the field, and stays open for a decline", async () => {
    const { app, action, result } = await serverAsks();

    const refused = await app.form(`/actions/${action}`, { decision: "answer", "field:0": "9" });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toMatch(/guests.*9/);

    await app.form(`/actions/${action}`, { decision: "decline", "field:0": "3" });
    expect(await result()).toBe('{"action":"decline"}');
  });
});
