import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";

import { openInMemoryStore } from "#runtime/memory/in-memory-store.ts";
import { adminApp, POET } from "#server/testing/admin-app.ts";

test("172: POST admin/agents makes an agent of its YAML, and puts the next one in its place", async () => {
  const { app, post } = await adminApp();
  const spec = async () => (await app.fetch("/api/v1/agents/poet/spec")).text();

  const made = await post("/agents", POET, "application/yaml");
  const first = await spec();
  const put = await post("/agents", POET.replace("Rhyme.", "Do not rhyme."), "text/yaml");
  const second = await spec();

  expect(await made.json()).toMatchObject({ ok: true, data: { agent: "poet", notes: [] } });
  expect(await put.json()).toMatchObject({ ok: true, data: { agent: "poet" } });
  expect([first, second].map((text) => /Do not rhyme|Rhyme/.exec(text)?.[0])).toEqual([
    "Rhyme",
    "Do not rhyme",
  ]);
  const names = (await (await app.fetch("/api/v1/agents")).json()) as { data: { name: string }[] };
  expect(names.data.filter(({ name }) => name === "poet")).toHaveLength(1);
});

test("172: an agent that was put answers, and goes on with what it was put to", async () => {
  const { app, post } = await adminApp();
  const chat = (message: string) => app.post("/api/v1/agents/poet/chat", { message });
  const promptOf = async (answer: Response) => {
    const { data } = (await answer.json()) as { data: { run_id: string } };
    return (await app.runtime.ended(data.run_id)).run.system_prompt;
  };

  await post("/agents", POET, "application/yaml");
  const before = await promptOf(await chat("Hi"));
  await post("/agents", POET.replace("Rhyme.", "Sing."), "application/yaml");
  const after = await promptOf(await chat("Hi"));

  expect([before, after]).toEqual([
    expect.stringContaining("Rhyme."),
    expect.stringContaining("Sing."),
  ]);
});

test.each([
  ["no YAML by its type", POET, "application/json", 415, "application/json"],
  ["broken YAML", "name: [", "application/yaml", 422, "no YAML"],
  ["YAML without a name", "system_prompt: Rhyme.\n", "application/yaml", 422, "name"],
  ["a name that leads out", POET.replace("poet", "../x"), "application/yaml", 422, "../x"],
  ["a field of another kind", `${POET}  tools: 3\n`, "application/yaml", 422, "tools"],
  ["the name of a built-in agent", POET.replace("poet", "guide"), "application/yaml", 409, "guide"],
] as const)(
  "172: %s is refused by a problem that names it, and the agent that was there stays",
  async (_case, body, type, status, named) => {
    const { pushed, post } = await adminApp();
    await post("/agents", POET, "application/yaml");

    const response = await post("/agents", body, type);

    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toContain("application/problem+json");
    expect(JSON.stringify(await response.json())).toContain(named);
    expect(pushed.ids()).toEqual(["poet"]);
    expect(Buffer.from(pushed.files("poet").get("agent.yaml") ?? "").toString()).toBe(POET);
  },
);

test("172, 174: neither is for somebody who is no administrator", async () => {
  const { app, pushed } = await adminApp();
  const headers = { "content-type": "application/yaml" };

  const byUser = await app.fetch("/api/v1/admin/agents", { method: "POST", headers, body: POET });
  const byNobody = await app.anonymous("/api/v1/admin/reload", { method: "POST" });

  expect([byUser.status, byNobody.status]).toEqual([401, 401]);
  expect(pushed.ids()).toEqual([]);
});

test("174: admin/reload takes what changed in the files, and names what broke beside its last good version", async () => {
  const { app, post, folder } = await adminApp();
  await post("/agents", POET, "application/yaml");
  const file = (name: string) => join(folder, name, "agent.yaml");
  const spec = async (name: string) => (await app.fetch(`/api/v1/agents/${name}/spec`)).text();
  await app.fetch("/api/v1/agents/poet");

  await writeFile(file("poet"), POET.replace("Rhyme.", "Sing."));
  await mkdir(join(folder, "bard"));
  await writeFile(file("bard"), POET.replace("poet", "bard"));
  const changed = await (await post("/reload", "{}", "application/json")).json();
  const sings = await spec("poet");
  await writeFile(file("poet"), "name: [");
  const broken = await (await post("/reload", "{}", "application/json")).json();

  expect(changed).toMatchObject({ ok: true, data: { broken: [] } });
  expect(sings).toContain("Sing.");
  expect(await spec("bard")).toContain("Rhyme.");
  expect(broken).toMatchObject({ data: { broken: [{ id: "poet" }] } });
  expect(await spec("poet")).toContain("Sing.");
  await rm(join(folder, "bard"), { recursive: true });
  const gone = (await (await post("/reload", "{}", "application/json")).json()) as {
    data: { count: number };
  };
  expect(gone.data.count).toBe((changed as { data: { count: number } }).data.count - 1);
  expect((await app.fetch("/api/v1/agents/bard")).status).toBe(404);
});

test("121: DELETE admin/agents keeps what the agent remembers, and deletes it with ?memory=delete", async () => {
  const { app, post, remove } = await adminApp({ memory: openInMemoryStore() });
  const removed = async (query: string) => {
    const answer = await remove(`/agents/poet${query}`);
    return [answer.status, ((await answer.json()) as { data?: object }).data];
  };
  await post("/agents", POET, "application/yaml");
  await app.post("/api/v1/agents/poet/memory", { text: "Sonnets, not odes" });

  expect((await removed("?memory=some"))[0]).toBe(422);
  expect(await removed("")).toEqual([200, { deleted: true, memory: "kept" }]);
  expect(await removed("?memory=delete")).toEqual([200, { deleted: false, memory: "deleted" }]);
});
