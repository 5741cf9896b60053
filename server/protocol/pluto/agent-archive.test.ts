import { expect, test } from "vitest";

import { openInMemoryStore } from "#runtime/memory/in-memory-store.ts";
import { testApp } from "#server/test-app.ts";
import { adminApp, POET } from "#server/testing/admin-app.ts";

const PICTURE = Buffer.from([0xff, 0xd8, 0xff]);

test("an agent goes out as a package and comes back under another name, each byte of it", async () => {
  const { app, pushed, get, post } = await adminApp();
  await post("/agents", POET, "application/yaml");
  const whole = new Map([...pushed.files("poet"), ["skills/draw/assets/a.jpg", PICTURE] as const]);
  await pushed.put(
    "poet",
    whole.set(
      "skills/draw/SKILL.md",
      Buffer.from("---\nname: draw\ndescription: Draws\n---\nDraw.\n"),
    ),
  );

  const exported = await get("/agents/poet/export?format=tar.gz");
  const archive = await exported.arrayBuffer();
  const imported = await post("/agents/import?name=bard", archive, "application/gzip");
  const asText = await get("/agents/bard/export");
  const reloaded = await post("/reload", "{}", "application/json");

  expect(exported.headers.get("content-type")).toBe("application/gzip");
  expect(await imported.json()).toMatchObject({ ok: true, data: { agent: "bard" } });
  expect((await app.fetch("/api/v1/agents/bard")).status).toBe(200);
  expect(Buffer.from(pushed.files("bard").get("skills/draw/assets/a.jpg") ?? "")).toEqual(PICTURE);
  expect(Buffer.from(pushed.files("bard").get("agent.yaml") ?? "").toString()).toBe(
    POET.replace("poet", "bard"),
  );
  expect(asText.status).toBe(409);
  expect(await reloaded.json()).toMatchObject({ data: { broken: [] } });
});

test("an agent that is taken away is gone, once", async () => {
  const { app, post, remove } = await adminApp();
  await post("/agents", POET, "application/yaml");

  const answers = [await remove("/agents/poet"), await remove("/agents/poet")];

  expect(await Promise.all(answers.map((answer) => answer.json()))).toMatchObject([
    { data: { deleted: true } },
    { data: { deleted: false } },
  ]);
  expect((await app.fetch("/api/v1/agents/poet")).status).toBe(404);
});

test("files that were exported as JSON are taken back", async () => {
  const { get, post } = await adminApp();
  await post("/agents", POET, "application/yaml");

  const { data } = (await (await get("/agents/poet/export")).json()) as { data: object };
  const again = await post("/agents/import", JSON.stringify(data), "application/json");

  expect(data).toEqual({ agent: "poet", files: { "agent.yaml": POET } });
  expect(again.status).toBe(200);
});

test.for([
  ["no archive", "Hello", "?name=bard", 422],
  ["nothing", "", "", 422],
  ["a name that leads out", undefined, "?name=../x", 422],
  ["the name of a built-in agent", undefined, "?name=guide", 409],
] as const)(
  "a package with %s is refused, and nothing of it kept",
  async ([, body, query, status]) => {
    const { pushed, get, post } = await adminApp();
    await post("/agents", POET, "application/yaml");
    const archive = body ?? (await (await get("/agents/poet/export?format=tar.gz")).arrayBuffer());

    const response = await post(`/agents/import${query}`, archive, "application/gzip");

    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toContain("application/problem+json");
    expect(pushed.ids()).toEqual(["poet"]);
  },
);

test("what a program brings is remembered once, found, and forgotten", async () => {
  const app = await testApp({ memory: openInMemoryStore() });
  const memory = "/api/v1/agents/guide/memory";
  const said = { text: "Ada likes\ntea", kind: "preference", topic: "drinks" };

  const first = await (await app.post(memory, said)).json();
  const second = await (await app.post(memory, said)).json();
  const list = (await (await app.fetch(`${memory}?query=tea`)).json()) as {
    data: { memories: { id: string }[] };
  };
  const id = list.data.memories[0]?.id ?? "";
  const removed = await app.fetch(`${memory}?memory_id=${id}`, { method: "DELETE" });

  expect(first).toMatchObject({ data: { status: "accepted", memory: { text: "Ada likes tea" } } });
  expect(second).toMatchObject({ data: { status: "no_op", memory: { id } } });
  expect(list.data.memories).toHaveLength(1);
  expect(await removed.json()).toMatchObject({ data: { status: "accepted" } });
  expect((await app.post("/api/v1/agents/nobody/memory", said)).status).toBe(404);
  expect((await app.post(memory, { text: " " })).status).toBe(422);
});
