import {
  Client,
  type ElicitResult,
  StreamableHTTPClientTransport,
} from "@modelcontextprotocol/client";
import { InMemoryTransport } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";

import { serveApp } from "#server/security/test-server.ts";
import { testApp, type TestApp } from "#server/test-app.ts";
import { callStates } from "./call-state.ts";
import { createMcpServer } from "./mcp-server.ts";

const WRITE = `
- steps: [{ calls: [{ tool: write, arguments: { path: note.md } }] }]
- steps: [{ text: Done }]
`;
const WRITE_TWO = `
- steps:
    - calls:
        - { tool: write, arguments: { path: one.md } }
        - { tool: write, arguments: { path: two.md } }
- steps: [{ text: Done }]
`;
const WRITE_TWICE = `
- steps: [{ calls: [{ tool: write, arguments: { path: one.md } }] }]
- steps: [{ calls: [{ tool: write, arguments: { path: two.md } }] }]
- steps: [{ text: Done }]
`;
const WRITE_LONG = `
- steps: [{ calls: [{ tool: write, arguments: { path: ${"x".repeat(10_000)} } }] }]
- steps: [{ text: Done }]
`;

type Answer = (message: string, signal: AbortSignal) => ElicitResult | Promise<ElicitResult>;

/** A client whose person answers; without an answer it is one that cannot ask. */
async function connected(mode: "auto" | "legacy", passes: string, answer?: Answer) {
  const app = await testApp({ passes });
  const server = await serveApp(app.app);
  const client = new Client(
    { name: "test", version: "1.0.0" },
    {
      versionNegotiation: { mode, probe: {} },
      capabilities: answer === undefined ? {} : { elicitation: { form: {} } },
    },
  );
  if (answer !== undefined) {
    client.setRequestHandler("elicitation/create", ({ params }, { mcpReq }) =>
      answer(params.message, mcpReq.signal),
    );
  }
  onTestFinished(() => server.close());
  onTestFinished(() => client.close());
  const headers = { authorization: `Bearer ${app.token}` };
  const transport = new StreamableHTTPClientTransport(new URL(`${server.origin}/mcp`), {
    requestInit: { headers },
  });
  await client.connect(transport);
  const told = new Told();
  const call = () =>
    client.callTool(
      { name: "guide", arguments: { message: "Write" } },
      {
        onprogress: ({ message = "" }) => told.hear(message),
      },
    );
  return { app, call, told, begun: told.waits(/r_\w+/) };
}

/** What a caller was told. */
class Told {
  readonly #waiting = new Set<(message: string) => void>();

  hear(message: string): void {
    for (const waiting of this.#waiting) waiting(message);
  }

  /** The first match in what comes. */
  waits(words: RegExp): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<string>();
    const waiting = (message: string): void => {
      const [found] = words.exec(message) ?? [];
      if (found !== undefined) resolve(found);
    };
    this.#waiting.add(waiting);
    return promise;
  }
}

/** The answer of a person in the playground, to the only question of a run. */
async function decideInPlayground(app: TestApp, run_id: string, decision: string) {
  const asked = await app.runtime.reaches(run_id, ({ approvals }) => approvals.length > 0);
  const action_id = asked.approvals[0]?.action_id;
  return app.post("/control/respond_action", { action_id, decision });
}

async function decisionsOf(app: TestApp, run_id: string) {
  const { run } = await app.runtime.ended(run_id);
  return run.approvals.map(({ decision, decided_by }) => `${decision} by a ${decided_by}`);
}

describe.each(["auto", "legacy"] as const)("a question to a caller of the era %s", (era) => {
  it("allows the call once where the person accepts, who sees all that would run", async () => {
    const seen: string[] = [];
    const { app, call, begun } = await connected(era, WRITE, (message) => {
      seen.push(message);
      return { action: "accept", content: {} };
    });

    const answer = await call();

    expect(answer.content).toEqual([{ type: "text", text: "Done" }]);
    expect(await decisionsOf(app, await begun)).toEqual(["allow_once by a person"]);
    expect(seen).toEqual([expect.stringContaining('write {\n  "path": "note.md"\n}')]);
  });

  it("denies the call where the person declines", async () => {
    const { app, call, begun } = await connected(era, WRITE, () => ({ action: "decline" }));

    await call();

    expect(await decisionsOf(app, await begun)).toEqual(["deny by a person"]);
    const { run } = await app.runtime.ended(await begun);
    expect(run.calls.map(({ status }) => status)).toEqual(["denied"]);
  });

  it("stays open where the person leaves it, for the playground", async () => {
    let times = 0;
    const { app, call, begun, told } = await connected(era, WRITE, () => {
      times += 1;
      return { action: "cancel" };
    });

    const answer = call();
    await told.waits(/waits in the playground/);
    await decideInPlayground(app, await begun, "allow_once");

    expect((await answer).content).toEqual([{ type: "text", text: "Done" }]);
    expect(await decisionsOf(app, await begun)).toEqual(["allow_once by a person"]);
    expect(times).toBe(1);
  });

  it("is asked once for each call that waits", async () => {
    const seen: string[] = [];
    const { app, call, begun } = await connected(era, WRITE_TWO, (message) => {
      seen.push(/\w+\.md/.exec(message)?.[0] ?? "");
      return { action: "accept", content: {} };
    });

    await call();

    expect(seen.toSorted()).toEqual(["one.md", "two.md"]);
    expect(await decisionsOf(app, await begun)).toHaveLength(2);
  });

  it("counts for nothing after the playground has answered", async () => {
    const decided = Promise.withResolvers<void>();
    const { app, call, begun } = await connected(era, WRITE, async () => {
      await decided.promise;
      return { action: "accept", content: {} };
    });

    const answer = call();
    const run_id = await begun;
    await decideInPlayground(app, run_id, "deny");
    await app.runtime.ended(run_id);
    decided.resolve();

    expect((await answer).content).toEqual([{ type: "text", text: "Done" }]);
    expect(await decisionsOf(app, run_id)).toEqual(["deny by a person"]);
  });

  it.each([
    ["a client that cannot ask", WRITE, false],
    ["a person who could not read it all there", WRITE_LONG, true],
  ] as const)("is not put to %s: it waits in the playground", async (_, passes, canAsk) => {
    const seen: string[] = [];
    const decline: Answer = (message) => {
      seen.push(message);
      return { action: "decline" };
    };
    const { app, call, begun } = await connected(era, passes, canAsk ? decline : undefined);

    const called = call();
    await decideInPlayground(app, await begun, "allow_once");

    expect((await called).content).toEqual([{ type: "text", text: "Done" }]);
    expect(seen).toEqual([]);
  });
});

it("leaves a question to the playground that a client of before 2026 fails to ask, and says so", async () => {
  const { app, call, begun, told } = await connected("legacy", WRITE, () => {
    throw new Error("Has no window");
  });

  const answer = call();
  await told.waits(/Has no window/);
  await decideInPlayground(app, await begun, "allow_once");

  expect((await answer).content).toEqual([{ type: "text", text: "Done" }]);
});

it("withdraws from a caller of before 2026 what the playground answered, while the call goes on", async () => {
  const withdrawn = Promise.withResolvers<void>();
  const { app, call, begun } = await connected("legacy", WRITE_TWICE, async (message, signal) => {
    if (message.includes("one.md")) {
      signal.addEventListener("abort", () => withdrawn.resolve());
      await withdrawn.promise;
      return { action: "cancel" };
    }
    await withdrawn.promise;
    return { action: "accept", content: {} };
  });

  const answer = call();
  await decideInPlayground(app, await begun, "allow_once");

  expect((await answer).content).toEqual([{ type: "text", text: "Done" }]);
  expect(await decisionsOf(app, await begun)).toHaveLength(2);
});

/** A call of 2026 as it is on the wire. */
async function rawCall(app: TestApp, again: object = {}) {
  const _meta = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": { name: "test", version: "1.0.0" },
    "io.modelcontextprotocol/clientCapabilities": { elicitation: { form: {} } },
  };
  const params = { name: "guide", arguments: { message: "Write" }, _meta, ...again };
  const response = await app.fetch("/mcp", {
    method: "POST",
    headers: {
      accept: "application/json, text/event-stream",
      "content-type": "application/json",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": "guide",
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params }),
  });
  return Reply.parse(await response.json());
}

const Reply = z.looseObject({
  result: z
    .looseObject({
      requestState: z.string().exactOptional(),
      inputRequests: z.record(z.string(), z.unknown()).exactOptional(),
    })
    .exactOptional(),
});

it("goes on with the run of a call of 2026 that is made again, for the state alone that it gave", async () => {
  const app = await testApp({ passes: WRITE });
  const { result } = await rawCall(app);
  const { requestState = "", inputRequests = {} } = result ?? {};
  const inputResponses = Object.fromEntries(
    Object.keys(inputRequests).map((action_id) => [action_id, { action: "accept", content: {} }]),
  );
  const forged = await callStates("another-token").mint({
    run_id: "r_1",
    after: 0,
    action_id: "act_1",
    arguments_hash: "",
  });

  const refused = await rawCall(app, { inputResponses, requestState: forged });
  const answer = await rawCall(app, { inputResponses, requestState });

  expect(refused).toMatchObject({ error: { code: -32_602 } });
  expect(answer).toMatchObject({ result: { structuredContent: { text: "Done" } } });
  expect(await app.runtime.services.threads.sessions()).toHaveLength(1);
});

it.each(["auto", "legacy"] as const)(
  "asks a client of the era %s over standard input and output",
  async (mode) => {
    const app = await testApp({ passes: WRITE });
    const [ours, theirs] = InMemoryTransport.createLinkedPair();
    const served = serveStdio(() => createMcpServer(app.services).server, { transport: theirs });
    const client = new Client(
      { name: "test", version: "1.0.0" },
      { versionNegotiation: { mode, probe: {} }, capabilities: { elicitation: { form: {} } } },
    );
    client.setRequestHandler("elicitation/create", () => ({ action: "accept", content: {} }));
    onTestFinished(() => served.close());
    onTestFinished(() => client.close());
    await client.connect(ours);

    const answer = await client.callTool({ name: "guide", arguments: { message: "Write" } });

    expect(answer.content).toEqual([{ type: "text", text: "Done" }]);
  },
);
