import { describe, expect, it } from "vitest";
import { parse } from "yaml";

import { Agent } from "#runtime/agent/agent.ts";
import { HoldingDriver } from "#runtime/control/testing/holding-driver.ts";
import { testApp } from "#server/test-app.ts";

const POET = Agent.parse({
  id: "poet",
  description: "Writes verse",
  system_prompt: "Rhyme.",
  model: "scenario/test",
  tools: ["read"],
  skills: [{ id: "sonnet", title: "Sonnets", instructions: "Fourteen lines." }],
});
const CHAT = "/api/v1/agents/poet/chat";
const WRITE = `
- steps: [{ calls: [{ tool: write, arguments: { path: note.md } }] }]
- steps: [{ text: Done }]
`;

type App = Awaited<ReturnType<typeof testApp>>;

function appWith(options: Parameters<typeof testApp>[0] = {}): Promise<App> {
  return testApp({ agents: [POET], ...options });
}

async function json(response: Response | Promise<Response>): Promise<{ data: never }> {
  return (await (await response).json()) as { data: never };
}

/** Each event of a stream with its data. */
async function eventsOf(response: Response): Promise<readonly (readonly [string, unknown])[]> {
  const text = await response.text();
  return [...text.matchAll(/^event: (\w+)\ndata: (.*)$/gm)].map(([, name = "", data = ""]) => [
    name,
    JSON.parse(data),
  ]);
}

describe("Pluto's REST API", () => {
  it("tells of agents, each under its name, and of their definitions as YAML", async () => {
    const app = await appWith();

    const list = await json(app.fetch("/api/v1/agents"));
    const one = await json(app.fetch("/api/v1/agents/poet"));
    const spec = await app.fetch("/api/v1/agents/poet/spec");

    const poet = {
      name: "poet",
      description: "Writes verse",
      model: "scenario/test",
      tools: ["read"],
      skills: [{ id: "sonnet", title: "Sonnets" }],
    };
    expect(list).toMatchObject({ ok: true, data: [{ name: "guide" }, poet] });
    expect(one).toEqual({ ok: true, data: poet, request_id: expect.stringMatching(/^req_/) });
    expect(spec.headers.get("content-type")).toContain("application/yaml");
    expect(parse(await spec.text())).toMatchObject({
      apiVersion: "pluto/v1",
      kind: "Agent",
      metadata: { name: "poet" },
      spec: { system_prompt: "Rhyme." },
    });
  });

  it("chats with an agent, and goes on in its session", async () => {
    const app = await appWith();

    const first = await json(app.post(CHAT, { message: "One" }));
    const { session_id } = first.data;
    const second = await json(app.post(CHAT, { message: "Two", session_id }));

    expect(first).toMatchObject({ ok: true, data: { status: "completed", content: "Hello" } });
    expect(second).toMatchObject({ data: { session_id } });
  });

  it("answers a chat that waits for a person with what it waits for", async () => {
    const app = await appWith({ passes: WRITE, agents: [] });

    const answer = await json(app.post("/api/v1/agents/guide/chat", { message: "Write" }));

    expect(answer).toMatchObject({ data: { status: "waiting_permission" } });
  });

  it.each(["GET", "POST"])("streams start, tokens and done by %s", async (method) => {
    const app = await appWith();
    const query = method === "GET" ? "?message=Hi" : "";

    const response =
      method === "GET"
        ? await app.fetch(`${CHAT}/stream${query}`)
        : await app.post(`${CHAT}/stream`, { message: "Hi" });
    const events = await eventsOf(response);

    expect(response.headers.get("content-type")).toContain("text/event-stream");
    expect(events[0]).toEqual([
      "start",
      { session_id: expect.stringMatching(/^s_/), run_id: expect.stringMatching(/^r_/) },
    ]);
    const words = events.flatMap(([name, data]) => (name === "token" ? [data] : []));
    expect(words.map((data) => (data as { content: string }).content).join("")).toBe("Hello");
    expect(events.at(-1)).toEqual(["done", { finish_reason: "stop" }]);
  });

  it("keeps line breaks of a model inside the data of a stream", async () => {
    const app = await appWith({
      passes: '[{ steps: [{ text: "a\\n\\nevent: done\\ndata: {}" }] }]',
    });

    const events = await eventsOf(await app.post(`${CHAT}/stream`, { message: "Hi" }));

    expect(events.filter(([name]) => name === "done")).toHaveLength(1);
  });

  it("starts no run for a link that a browser follows with its session alone", async () => {
    const app = await appWith();
    const login = await app.anonymous(`/login?token=${app.token}`);
    const cookie = login.headers.get("set-cookie")?.split(";")[0] ?? "";

    const response = await app.anonymous(`${CHAT}/stream?message=Hi`, { headers: { cookie } });

    expect(response.status).toBe(403);
    expect(await app.runtime.services.threads.list()).toEqual([]);
  });

  it("goes on with a run whose client hung up", async () => {
    const app = await appWith({ driver: new HoldingDriver() });
    const hangUp = new AbortController();
    hangUp.abort();

    const answer = await json(
      app.fetch(CHAT, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: '{"message":"Go"}',
        signal: hangUp.signal,
      }),
    );
    const { run_id } = answer.data;

    expect((await app.runtime.ended(run_id)).run.status).toBe("completed");
  });

  it("says how the server does, and which it is", async () => {
    const app = await appWith();

    expect(await json(app.fetch("/health"))).toMatchObject({ data: { status: "healthy" } });
    expect(await json(app.fetch("/version"))).toMatchObject({ data: { version: "0.0.0" } });
  });

  it.each([
    ["GET", "/api/v1/agents/nobody", 404],
    ["GET", "/api/v1/agents/nobody/spec", 404],
    ["POST", "/api/v1/agents/nobody/chat", 422],
    ["POST", CHAT, 422],
  ])("refuses %s %s with a problem", async (method, path, status) => {
    const app = await appWith();

    const response = await app.fetch(path, { method });

    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toContain("application/problem+json");
  });
});

describe("the administration of agents", () => {
  const admin = (app: App, path: string, init: { method?: string; body?: string } = {}) =>
    app.anonymous(`/api/v1/admin${path}`, {
      ...init,
      headers: {
        authorization: `Bearer ${app.adminToken}`,
        "content-type": path.endsWith("import") ? "application/json" : "application/yaml",
      },
    });

  it("gives an agent as files that could be imported", async () => {
    const app = await appWith();

    const exported = await json(admin(app, "/agents/poet/export"));

    const { files } = exported.data as { files: Record<string, string> };
    expect(Object.keys(files)).toEqual(["agent.yaml", "skills/sonnet/SKILL.md"]);
    expect(files["skills/sonnet/SKILL.md"]).toContain("Fourteen lines.");
  });

  it.each([
    ["a: [", "no YAML"],
    ["a: &a [1]\nb: *a", "Alias"],
    ["kind: Agent", "names no agent"],
    ["[".repeat(5_000), "brackets"],
  ])("refuses the definition %.20s", async (body, why) => {
    const app = await appWith();

    const response = await admin(app, "/agents", { method: "POST", body });

    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining(why) });
  });

  it("is closed to everybody but the administrator, who has nothing else", async () => {
    const app = await appWith();
    const path = "/api/v1/admin/agents/poet/export";

    const answers = [
      await app.anonymous(path),
      await app.fetch(path),
      await app.anonymous("/api/v1/agents", {
        headers: { authorization: `Bearer ${app.adminToken}` },
      }),
      await admin(app, "/agents/poet/export"),
    ];

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 200]);
  });
});
