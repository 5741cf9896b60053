import { expect, it } from "vitest";

import { describedOperations } from "#server/protocol/openapi/operations.ts";
import { serveApp } from "#server/security/test-server.ts";
import { testApp } from "#server/test-app.ts";

async function answerOf(response: Response | Promise<Response>): Promise<string> {
  const html = (await (await response).text()).replaceAll(/<!--.*?-->/gs, "");
  const [, answer = ""] = /<section id="answer"[^]*?<h2[^>]*>([^]*?)<\/section>/.exec(html) ?? [];
  return answer.replaceAll("&quot;", '"').replaceAll(/<[^>]*>/g, " ");
}

it("/docs/api leads to every operation, and /docs leads there", async () => {
  const app = await testApp();

  const list = await (await app.fetch("/docs/api")).text();
  const docs = await (await app.fetch("/docs")).text();

  expect(docs).toContain('href="/docs/api"');
  expect(list).toContain('href="/docs/api/createAgentTask"');
  expect(list).toContain('href="/docs/api/fork_thread"');
  expect(list).toContain('href="/openapi.json"');
  expect((await app.fetch("/docs/api/none")).status).toBe(404);
});

it("every operation has a page with a form that sends it, or says why not", async () => {
  const app = await testApp();
  const silent: string[] = [];
  for (const { operation_id } of describedOperations()) {
    const response = await app.fetch(`/docs/api/${operation_id}`);
    const text = await response.text();
    const isTried = text.includes(`action="/docs/api/${operation_id}"`);
    if (response.status !== 200 || !(isTried || text.includes("takes a file"))) {
      silent.push(operation_id);
    }
  }

  expect(silent).toEqual([]);
});

it("the form of an operation does it and shows the answer", async () => {
  const app = await testApp();

  const chat = await answerOf(
    app.form("/docs/api/chat", { "path.name": "guide", body: '{"message": "Hi <b>"}' }),
  );
  const page = await answerOf(
    app.form("/docs/api/listAgentTasks", { "query.page_size": "1", "query.current_page": "1" }),
  );
  const refused = await answerOf(app.form("/docs/api/chat", { "path.name": "no/one", body: "{}" }));
  const run = { threadId: "t", runId: "r", messages: [{ id: "m", role: "user", content: "Hi" }] };
  const events = await answerOf(
    app.form("/docs/api/runAgent", { "path.agent": "guide", body: JSON.stringify(run) }),
  );
  const model = await answerOf(app.form("/docs/api/getModel", { "path.id": "guide" }));

  expect(chat).toContain("Answer 200");
  expect(chat).toContain('"content": "Hello"');
  expect(page).toContain('"page_size": 1');
  expect(refused).toContain("Answer 422");
  expect(events).toContain("RUN_FINISHED");
  expect(model).toContain('"owned_by": "uar"');
});

it("the form of an operation shows a stream, and takes the administrator's token for itself", async () => {
  const app = await testApp();

  const stream = await answerOf(
    app.form("/docs/api/streamChat", { "path.name": "guide", body: '{"message": "Hi"}' }),
  );
  const done = await app.form("/docs/api/exportAgent", {
    "path.name": "guide",
    admin_token: app.adminToken,
  });
  const html = await done.text();

  expect(stream).toContain("event: done");
  expect(html).toContain("agent.yaml");
  expect(html).not.toContain(app.adminToken);
});

it("the form works for a browser's session over a real connection", async () => {
  const app = await testApp();
  const server = await serveApp(app.app);
  try {
    const login = await fetch(`${server.origin}/login?token=${app.token}`, { redirect: "manual" });
    const cookie = login.headers.get("set-cookie")?.split(";")[0] ?? "";
    const form = { method: "POST", body: new URLSearchParams({ "path.name": "guide" }) };
    const address = `${server.origin}/docs/api/getAgent`;

    const own = await fetch(address, { ...form, headers: { cookie, origin: server.origin } });
    const foreign = await fetch(address, {
      ...form,
      headers: { cookie, origin: "http://evil.example" },
    });

    expect(await answerOf(own)).toContain('"name": "guide"');
    expect(foreign.status).toBe(403);
  } finally {
    await server.close();
  }
});
