import { describe, expect, it } from "vitest";

import { PUBLIC_PATHS } from "./security/access.ts";
import { testApp } from "./test-app.ts";

const WRITE = `
- steps: [{ calls: [{ tool: write, arguments: { path: note.md } }] }]
- steps: [{ text: Done }]
`;

describe("every route", () => {
  it("answers 401 without a token, but for those that are public on purpose", async () => {
    const { app } = await testApp();
    const routes = app.routes.filter(
      ({ method, path }) => method !== "ALL" && !PUBLIC_PATHS.includes(path),
    );
    expect(routes.length).toBeGreaterThan(20);

    for (const { method, path } of routes) {
      const address = path.replaceAll(/:[a-z]+(\{[^}]*\})?/g, "1");
      const response = await app.request(`http://127.0.0.1${address}`, {
        method,
        headers: { host: "127.0.0.1" },
      });
      expect(response.status, `${method} ${path}`).toBe(401);
    }
  });

  it("answers with no CORS header and with the whole set of security headers", async () => {
    const test = await testApp();

    for (const path of ["/chat", "/control", "/nothing", "/livez"]) {
      const { headers } = await test.fetch(path, { headers: { origin: "http://127.0.0.1" } });
      expect(headers.get("access-control-allow-origin")).toBeNull();
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    }
  });

  it("refuses a command from another site, whatever its content type", async () => {
    const test = await testApp();

    for (const type of ["application/json", "text/plain", "application/x-www-form-urlencoded"]) {
      const response = await test.fetch("/control/submit_turn", {
        method: "POST",
        headers: { "content-type": type, origin: "http://evil.example" },
        body: "{}",
      });
      expect(response.status).toBe(403);
    }
  });
});

describe("POST /api/chat", () => {
  it("accepts a message and names the ids and the stream of its run", async () => {
    const test = await testApp({ passes: "[{ steps: [{ text: Hello there }] }]" });

    const response = await test.post("/api/chat", { message: "Hi" });
    expect(response.status).toBe(202);
    const asked = (await response.json()) as { run_id: string; stream_url: string };
    const stream = await (await test.fetch(asked.stream_url)).text();
    const run = await (await test.fetch(`/runs/${asked.run_id}.json`)).json();

    expect(stream).toContain("event:tokens");
    expect(stream.trimEnd().split("\n").at(-1)).toBe('data:{"status":"completed","done":true}');
    expect(run).toMatchObject({ status: "completed", text: "Hello there", tool_calls: [] });
    expect(run).toMatchObject({
      metrics: {
        model: { requests: 1, latency: { count: 1 } },
        task_duration_ms: expect.any(Number),
      },
    });
  });

  it("gives the events of a run as JSON lines, and one lane as text", async () => {
    const test = await testApp({ passes: "[{ steps: [{ text: Hello there }] }]" });
    const asked = await test.post("/api/chat", { message: "Hi" });
    const { run_id } = (await asked.json()) as { run_id: string };
    await test.runtime.ended(run_id);

    const lines = (await (await test.fetch(`/runs/${run_id}.jsonl`)).text()).trim().split("\n");
    const lane = await test.fetch(`/runs/${run_id}/lanes/tokens`, {
      headers: { accept: "text/plain" },
    });

    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ type: "turn.completed", run_id });
    expect(await lane.text()).toBe("Hello there");
  });

  it.each([
    ["", 400],
    ["null", 422],
    ["[]", 422],
    ["{oops", 400],
    ['{"message":7}', 422],
    ['{"message":"  "}', 422],
    ['{"message":"x","session_id":"../etc"}', 404],
    ['{"message":"x","model":"none/none"}', 422],
    [`{"message":${"[".repeat(100_000)}`, 400],
    [`{"message":"${"x".repeat(1_100_000)}"}`, 413],
  ])("answers %.40s with %i as problem+json and stores nothing", async (body, status) => {
    const test = await testApp();

    const response = await test.post("/api/chat", body);

    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toContain("application/problem+json");
    expect(await response.json()).toMatchObject({ status, detail: expect.any(String) });
    expect(await test.runtime.services.threads.list()).toEqual([]);
  });
});

describe("pages", () => {
  it("take a message by a plain form and lead to its session", async () => {
    const test = await testApp();

    const response = await test.form("/turns", { message: "Hi <b>there</b>" });

    expect(response.status).toBe(303);
    const page = await (await test.fetch(response.headers.get("location") ?? "")).text();
    expect(page).toContain("Hi &lt;b&gt;there&lt;/b&gt;");
  });

  it("give htmx the new turn and nothing else", async () => {
    const test = await testApp();
    const first = await test.form("/turns", { message: "One" });
    const session = first.headers.get("location") ?? "";

    const response = await test.fetch(`${session}/turns`, {
      method: "POST",
      headers: { "hx-request": "true" },
      body: new URLSearchParams({ message: "Two" }),
    });

    const fragment = await response.text();
    expect(fragment).not.toContain("<html");
    expect(fragment).toContain("Two");
    expect(response.headers.get("vary")).toContain("HX-Request");
  });

  it("answer an action by a plain form, once", async () => {
    const test = await testApp({ passes: WRITE });
    const { run_id } = await test.runtime.submit("Write");
    const run = await test.runtime.reaches(run_id, ({ status }) => status === "waiting_permission");
    const address = `/actions/${run.approvals[0]?.action_id}`;

    const denied = await test.form(address, { decision: "deny", reason: "" });
    const again = await test.form(address, { decision: "allow_once" });

    expect([denied.status, again.status]).toEqual([303, 409]);
    expect((await test.runtime.ended(run_id)).run.calls[0]?.status).toBe("denied");
  });

  it("change the theme by a plain form, and come back to the page that it is on", async () => {
    const test = await testApp();
    const page = await (await test.fetch("/runs?status=failed&q=a")).text();
    const [, next] = /name="next"\s+value="([^"]*)"/.exec(page) ?? [];
    expect(next).toBe("/runs?status=failed&amp;q=a");

    const response = await test.form("/theme", { theme: "dark", next: "/runs?status=failed&q=a" });

    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe("/runs?status=failed&q=a");
    expect(response.headers.get("set-cookie")).toContain("uar-theme=dark");
  });

  it("stay where they are when a script posts the form of the theme", async () => {
    const test = await testApp();

    const response = await test.fetch("/theme", {
      method: "POST",
      headers: { "hx-request": "true" },
      body: new URLSearchParams({ next: "/runs", theme: "light" }),
    });

    expect(response.status).toBe(204);
    expect(response.headers.get("set-cookie")).toContain("uar-theme=light");
  });

  it("never leave for elsewhere after a change of theme", async () => {
    const test = await testApp();
    const referer = "http://127.0.0.1/runs";

    for (const next of ["//evil.example", "https://evil.example", "/\\evil.example", ""]) {
      const body = new URLSearchParams({ theme: "dark", next });
      const response = await test.fetch("/theme", { method: "POST", headers: { referer }, body });
      expect(response.headers.get("location"), `next=${next}`).toBe("/");
    }
  });

  it("show a bundle only in a sandbox", async () => {
    const bundle = "{ bundle: { artifact: a, title: A, html: <script>1</script> } }";
    const test = await testApp({ passes: `[{ steps: [${bundle}] }]` });
    const { run } = await test.runtime.ask("Draw");
    const id = run.artifacts[0]?.artifact_id;

    const response = await test.fetch(`/bundle/${run.run_id}/${id}?version=1`);
    const missing = await test.fetch(`/bundle/${run.run_id}/${id}?version=2`);

    expect(await response.text()).toBe("<script>1</script>");
    expect(response.headers.get("content-security-policy")).toContain("sandbox allow-scripts");
    expect(missing.status).toBe(404);
  });

  it("draw the stage of a run at each of its events", async () => {
    const test = await testApp({ passes: WRITE.replace("write", "read") });
    const { run, events } = await test.runtime.ask("Read");

    for (const { sequence } of events.slice(2)) {
      const response = await test.fetch(`/runs/${run.run_id}/stage?at=${sequence}`);
      expect(response.status).toBe(200);
    }
    const last = await (await test.fetch(`/runs/${run.run_id}?at=${run.last_sequence}`)).text();
    expect(last).toContain("Done");
  });
});
