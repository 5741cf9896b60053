import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { onTestFinished, test, expect } from "vitest";

import { openQuestion } from "./openai/client-test-kit.ts";
import { servedApp, type ServedApp } from "./protocol-test-kit.ts";

const WRITES = `[
  { steps: [{ text: "I write. " }, { calls: [{ tool: write, arguments: { path: a.md } }] }] },
  { steps: [{ text: "Written" }] }
]`;
const SAYS = { role: "user", content: "Write" };

/** Begins a run as a client of a protocol does, and gives all that it hears, once it heard the end. */
type Ask = (served: ServedApp) => Promise<string>;

async function post({ origin, headers }: ServedApp, path: string, body: object): Promise<string> {
  const response = await fetch(origin + path, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json", accept: "*/*" },
    body: JSON.stringify(body),
  });
  return response.text();
}

async function get({ origin, headers }: ServedApp, path: string): Promise<string> {
  return (await fetch(origin + path, { headers })).text();
}

const posting =
  (path: string, body: object): Ask =>
  (served) =>
    post(served, path, body);

const A2A_PARAMS = {
  message: { messageId: "m", role: "ROLE_USER", parts: [{ text: "Write" }] },
};

/** Each protocol with the name under which the playground knows it, and how its client waits. */
const CLIENTS: readonly (readonly [string, string, Ask])[] = [
  [
    "OpenAI Chat",
    "Came through OpenAI Chat Completions",
    posting("/v1/chat/completions", { model: "guide", messages: [SAYS] }),
  ],
  [
    "OpenAI Chat, streamed",
    "Came through OpenAI Chat Completions",
    posting("/v1/chat/completions", { model: "guide", messages: [SAYS], stream: true }),
  ],
  [
    "OpenAI Responses",
    "Came through OpenAI Responses",
    posting("/v1/responses", { model: "guide", input: "Write" }),
  ],
  [
    "AG-UI",
    "Came through AG-UI",
    posting("/ag-ui/agents/guide?approvals=wait", {
      threadId: "t",
      runId: "r",
      messages: [{ id: "m", ...SAYS }],
    }),
  ],
  [
    "AI SDK UI",
    "Came through the AI SDK",
    posting("/api/ui/chat?approvals=wait", {
      id: "c",
      messages: [{ id: "m", role: "user", parts: [{ type: "text", text: "Write" }] }],
    }),
  ],
  [
    "A2A over JSON-RPC",
    "Came through A2A",
    posting("/a2a/agents/guide?approvals=wait", {
      jsonrpc: "2.0",
      id: 1,
      method: "SendStreamingMessage",
      params: A2A_PARAMS,
    }),
  ],
  [
    "A2A over HTTP+JSON",
    "Came through A2A",
    posting("/a2a/agents/guide/v1/message:stream?approvals=wait", A2A_PARAMS),
  ],
  [
    "Pluto",
    "Came through Pluto",
    posting("/api/v1/agents/guide/chat/stream", { message: "Write" }),
  ],
  ["the Agent Protocol", "Came through the Agent Protocol", askAgentProtocol],
  ["MCP", "Came through MCP", askMcp],
];

/** A step answers with the question; what came of it stands with the step afterwards. */
async function askAgentProtocol(served: ServedApp): Promise<string> {
  const base = "/ap/v1/agent/tasks";
  const { task_id } = JSON.parse(await post(served, base, { input: "Write" })) as {
    task_id: string;
  };
  const step = JSON.parse(await post(served, `${base}/${task_id}/steps`, {})) as {
    step_id: string;
  };
  const { runtime } = served.app;
  const [summary] = await runtime.services.threads.list();
  const thread = await runtime.thread(summary?.thread_id ?? "");
  await thread.until(
    ({ turns }) => turns.at(-1)?.run.ended_at !== undefined,
    AbortSignal.timeout(20_000),
  );
  return get(served, `${base}/${task_id}/steps/${step.step_id}`);
}

async function askMcp({ origin, headers }: ServedApp): Promise<string> {
  const client = new Client({ name: "test", version: "1.0.0" });
  onTestFinished(() => client.close());
  const url = new URL(`${origin}/mcp`);
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
  return JSON.stringify(await client.callTool({ name: "guide", arguments: { message: "Write" } }));
}

test.for(CLIENTS)(
  "The playground shows a run of %s, and its yes reaches the client that waits",
  async ([, title, ask]) => {
    const served = await servedApp({ passes: WRITES });
    const heard = ask(served);
    const { run_id, action_id } = await openQuestion(served.app);
    const { session_id } = await served.app.runtime.thread(run_id);
    const page = (await get(served, `/s/${session_id}`)).replaceAll(/<!--.*?-->/gs, "");
    const approvals = await get(served, "/approvals");

    await served.app.form(`/actions/${action_id}`, { decision: "allow_once" });

    expect(page).toContain(title);
    expect(approvals).toContain(action_id);
    expect(await heard).toContain("Written");
    expect((await served.app.runtime.ended(run_id)).run.status).toBe("completed");
  },
);

test.for(CLIENTS)(
  "A run of %s that the playground stops ends for its client",
  async ([, , ask]) => {
    const served = await servedApp({ passes: WRITES });
    const heard = ask(served);
    const { run_id } = await openQuestion(served.app);

    await served.app.form(`/runs/${run_id}/interrupt`, {});

    expect(await heard).not.toContain("Written");
    expect((await served.app.runtime.ended(run_id)).run.status).toBe("cancelled");
  },
);
