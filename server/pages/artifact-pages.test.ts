import { describe, expect, it } from "vitest";

import { openMemoryOutputStore } from "#runtime/artifact/memory-output-store.ts";
import { systemClock } from "#runtime/system-services.ts";
import { reader } from "#runtime/test-runtime.ts";
import { testApp } from "#server/test-app.ts";

async function shown(app: Awaited<ReturnType<typeof testApp>>): Promise<string> {
  const text = await (await app.fetch("/artifacts")).text();
  return text.replaceAll(/<!--.*?-->/gu, "").replaceAll(/\s+/gu, " ");
}

describe("/artifacts", () => {
  it("leads to a script that makes one where there are none", async () => {
    const text = await shown(await testApp());

    expect(text).toContain("No artifacts yet");
    expect(text).toContain('href="/lab/bundle"');
  });

  it("lists the newest version of what a run made, with its size and the way to run and sandbox", async () => {
    const first = "{ bundle: { artifact: a, title: <Chart>, html: <b>1</b> } }";
    const second = "{ bundle: { artifact: a, title: <Chart>, html: <b>23</b> } }";
    const app = await testApp({ passes: `[{ steps: [${first}, ${second}] }]` });
    const { run, events } = await app.runtime.ask("Draw <it>");

    const text = await shown(app);

    const changed = events.findLast(({ type }) => type === "artifact.changed");
    const bundle = `/bundle/${run.run_id}/${run.artifacts[0]?.artifact_id}?version=2`;
    expect(text).toContain(`href="${bundle}"`);
    expect(text).toContain(`href="/runs/${run.run_id}/${changed?.sequence}"`);
    expect(text).toContain("&lt;Chart&gt;");
    expect(text).toContain("Draw &lt;it&gt;");
    expect(text).toContain("Bundle · version 2 · 9 B");
    expect(text).toContain("1 artifact");
    expect((await app.fetch(bundle)).headers.get("content-security-policy")).toContain("sandbox");
  });

  it("lists an output that was too large for the log, and leads to it until it has expired", async () => {
    const content = "line\n".repeat(20_000);
    const tools = [{ ...reader, name: "loud", run: async () => ({ content }) }];
    const app = await testApp({
      passes: "[{ steps: [{ calls: [{ tool: loud }] }] }, { steps: [{ text: Done }] }]",
      tools,
      outputs: openMemoryOutputStore(systemClock),
    });
    const { run } = await app.runtime.ask("Go");
    const output_ref = run.calls[0]?.kept?.output_ref ?? "";

    const before = await shown(app);
    const thread = await app.runtime.thread(run.run_id);
    await thread.append([{ type: "output.expired", payload: { output_ref, reason: "age" } }]);
    const after = await shown(app);

    expect(before).toContain(`href="/outputs/${output_ref}"`);
    expect(before).toContain("0 artifacts, 1 kept output");
    expect(after).not.toContain(`/outputs/${output_ref}`);
    expect(after).toContain("kept no longer");
  });
});
