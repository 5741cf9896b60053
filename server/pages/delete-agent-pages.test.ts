import { describe, expect, it } from "vitest";

import { openInMemoryStore } from "#runtime/memory/in-memory-store.ts";
import { adminApp, POET } from "#server/testing/admin-app.ts";

const ENTRY = { id: "m_1", kind: "fact", text: "Tea", at: "2026-01-01T00:00:00.000Z" } as const;

/** An app with the pushed agent `poet`, which remembers one thing. */
async function poetApp() {
  const memory = openInMemoryStore();
  const { app, post } = await adminApp({ memory });
  await post("/agents", POET, "application/yaml");
  await memory.put("poet", ENTRY);
  return { app, memory };
}

describe("deleting an agent by its page", () => {
  it("says what stays before anything is deleted, and keeps the memory by itself", async () => {
    const { app, memory } = await poetApp();
    expect(await (await app.fetch("/agents/poet")).text()).toContain('href="/agents/poet/delete"');

    const asking = await (await app.fetch("/agents/poet/delete")).text();
    const answer = await app.form("/agents/poet/delete", {});

    for (const words of [
      "Its runs stay on record",
      'name="memory"',
      "Otherwise its memory files",
    ]) {
      expect(asking).toContain(words);
    }
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/agents"]);
    expect((await app.fetch("/agents/poet")).status).toBe(404);
    expect(await memory.list("poet")).toHaveLength(1);
  });

  it("deletes its memory with it where the person ticks that", async () => {
    const { app, memory } = await poetApp();

    await app.form("/agents/poet/delete", { memory: "delete" });

    expect(await memory.agents()).toEqual([]);
    expect((await app.fetch("/agents/poet/delete")).status).toBe(404);
  });

  it("offers a memory that stayed to be deleted on its own page", async () => {
    const { app, memory } = await poetApp();
    await app.form("/agents/poet/delete", {});

    const list = await (await app.fetch("/memory")).text();
    const own = await (await app.fetch("/memory/poet")).text();
    const asking = await (await app.fetch("/agents/poet/delete")).text();

    expect(list).toContain("The agent is gone");
    expect(own).toContain('href="/agents/poet/delete"');
    expect(asking).toMatch(/Delete what .*poet.* remembers\?/);
    const [, field = "", value = ""] =
      /type="hidden" name="(\w+)" value="(\w+)"/.exec(asking) ?? [];
    expect((await app.form("/agents/poet/delete", { [field]: value })).status).toBe(303);
    expect(await memory.list("poet")).toEqual([]);
  });

  it("is refused for an agent of the operator's, with what to do instead", async () => {
    const { app } = await poetApp();
    const page = { headers: { accept: "text/html" } };

    const asking = await app.fetch("/agents/guide/delete", page);
    const answer = await app.form("/agents/guide/delete", { memory: "delete" });

    expect([asking.status, answer.status]).toEqual([409, 409]);
    expect(await asking.text()).toMatch(/guide[\s\S]*neither pushed nor imported[\s\S]*uar\.yaml/);
    expect(await (await app.fetch("/agents/guide")).text()).not.toContain("/agents/guide/delete");
  });
});
