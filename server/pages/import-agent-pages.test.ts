import { describe, expect, it } from "vitest";

import { packAgent } from "#runtime/agent/agent-package.ts";
import { adminApp } from "#server/testing/admin-app.ts";

const SPEC = {
  component_type: "Agent",
  name: "poet",
  llm_config: { component_type: "OpenAiConfig", model_id: "gpt-5" },
  system_prompt: "Rhyme on <everything>.",
  agentspec_version: "26.1.2",
};

/** An app with no agent but its own, and the form that brings one. */
async function importApp() {
  const { app, pushed } = await adminApp();
  const send = async (file: string, content: BlobPart, name = "") => {
    const body = new FormData();
    body.set("file", new File([content], file));
    body.set("name", name);
    const answer = await app.fetch("/agents/import", { method: "POST", body });
    const place = answer.headers.get("location");
    const page = (await answer.text()).replaceAll(/<!--[^>]*-->/g, "").replaceAll(/\s+/g, " ");
    return { status: answer.status, place, page };
  };
  return { app, pushed, send };
}

describe("the import of /agents", () => {
  it("138: makes an agent of Open Agent Spec in JSON or YAML, under the name of the file or another", async () => {
    const { app, pushed, send } = await importApp();
    const yaml = `component_type: Agent\nname: bard\nsystem_prompt: Sing.\nllm_config: { component_type: OpenAiConfig, model_id: gpt-5 }\n`;

    const places = [
      await send("poet.json", JSON.stringify(SPEC)),
      await send("bard.yaml", yaml),
      await send("poet.json", JSON.stringify(SPEC), " second-poet "),
    ].map(({ status, place }) => [status, place]);

    expect(places).toEqual([
      [303, "/agents/poet"],
      [303, "/agents/bard"],
      [303, "/agents/second-poet"],
    ]);
    expect(pushed.ids().toSorted()).toEqual(["bard", "poet", "second-poet"]);
    const page = await (await app.fetch("/agents/poet")).text();
    expect(page).toContain("Rhyme on &lt;everything&gt;.");
  });

  it("138: says what of the file is not used, beside the agent that it made", async () => {
    const { pushed, send } = await importApp();

    const { status, page } = await send(
      "a.json",
      JSON.stringify({ ...SPEC, outputs: [{ title: "x" }] }),
    );

    expect(status).toBe(200);
    expect(page).toMatch(/role="status">.*href="\/agents\/poet".*outputs: an answer is text here/);
    expect(pushed.ids()).toEqual(["poet"]);
  });

  it("144: takes an agent's package, too, and finds by itself that it is one", async () => {
    const { pushed, send } = await importApp();
    const text = new TextEncoder().encode("name: poet\nsystem_prompt: Rhyme.\n");
    const about = { exportedAt: "2026-03-01T00:00:00.000Z", by: "uar 1" };
    const files = new Map([["agent.yaml", text]]);
    const bytes = new Uint8Array(await packAgent({ name: "poet", files }, about));

    expect(await send("of-whatever-name", bytes)).toMatchObject({ place: "/agents/poet" });
    expect(await send("poet.tar.gz", bytes, "bard")).toMatchObject({ place: "/agents/bard" });
    expect(await send("cut.tar.gz", bytes.slice(0, 40))).toMatchObject({ status: 422 });
    expect(pushed.ids().toSorted()).toEqual(["bard", "poet"]);
  });

  it.each([
    ["no text", new Uint8Array([0xff, 0xfe, 0x00]), "", "not valid UTF-8"],
    ["neither JSON nor YAML", "{", "", "neither JSON nor YAML, correct it: .* line 1"],
    ["another component", '{"component_type":"Flow"}', "", "&quot;Flow&quot;.*give the Agent"],
    ["a field of another kind", JSON.stringify({ ...SPEC, system_prompt: 3 }), "", "system_prompt"],
    [
      "a name that none can have",
      JSON.stringify(SPEC),
      "Über <poet>",
      "Über &lt;poet&gt;.*take small letters",
    ],
    ["the name of another's agent", JSON.stringify(SPEC), "guide", "guide.*change it there"],
    ["nothing", "", "", "Choose the file"],
  ] as const)(
    "refuses %s at the form, with what to do, and keeps nothing",
    async (_, content, name, words) => {
      const { pushed, send } = await importApp();

      const { status, page } = await send("my <file>", content, name);

      expect(status).toBe(422);
      const [alert = ""] = /<form[^>]*aria-label="Import an agent".*<\/form>/.exec(page) ?? [];
      expect(alert).toMatch(new RegExp(`role="alert"[^>]*id="import-problem">.*${words}`));
      expect(alert).toContain(`value="${name.replaceAll("<", "&lt;").replaceAll(">", "&gt;")}"`);
      expect(pushed.ids()).toEqual([]);
    },
  );

  it("stands on the list of agents, and its errors name the file", async () => {
    const { app, send } = await importApp();

    expect(await (await app.fetch("/agents")).text()).toContain('action="/agents/import#import"');
    expect((await send("my <file>", "[")).page).toContain("“my &lt;file&gt;” was not imported");
  });
});
