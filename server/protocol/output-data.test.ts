import { describe, expect, it } from "vitest";

import { openMemoryOutputStore } from "#runtime/artifact/memory-output-store.ts";
import { systemClock } from "#runtime/system-services.ts";
import { reader } from "#runtime/test-runtime.ts";
import { testApp } from "#server/test-app.ts";

const PASSES = `[{ steps: [{ calls: [{ tool: "my/../loud" }] }] }, { steps: [{ text: Done }] }]`;
const CONTENT = `<script>alert(1)</script>${"line\n".repeat(20_000)}`;

async function loudRun() {
  const outputs = openMemoryOutputStore(systemClock);
  const name = "my/../loud";
  const tools = [{ ...reader, name, run: async () => ({ content: CONTENT }) }];
  const app = await testApp({ passes: PASSES, tools, outputs });
  const { session_id, run_id, thread_id } = await app.runtime.submit("Go");
  const { run } = await app.runtime.ended(run_id);
  const ref = run.calls[0]?.kept?.output_ref ?? "";
  return { app, outputs, session_id, run_id, thread_id, ref };
}

describe("GET /outputs/:ref", () => {
  it("gives the whole output as a file to save, never as a page", async () => {
    const { app, ref } = await loudRun();

    const response = await app.fetch(`/outputs/${ref}`);

    expect(response.status).toBe(200);
    expect(await response.text()).toBe(CONTENT);
    const { headers } = response;
    expect(headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(headers.get("content-disposition")).toMatch(
      /^attachment; filename="[\w.-]+-call_\w+\.txt"$/,
    );
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("content-length")).toBe(String(CONTENT.length));
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  it("is only for those who are let in", async () => {
    const { app, ref } = await loudRun();

    expect((await app.anonymous(`/outputs/${ref}`)).status).toBe(401);
  });

  it("gives nothing that no log names, whatever the store holds", async () => {
    const { app, outputs } = await loudRun();
    const sha256 = "ab".repeat(32);
    await outputs.put(sha256, Buffer.from("Left behind"));

    for (const ref of [`out_${sha256}`, "out_", "..%2f..%2fetc%2fpasswd", "r_1"]) {
      expect((await app.fetch(`/outputs/${ref}`)).status).toBe(404);
    }
  });

  it("says that an output is kept no longer, and why", async () => {
    const { app, ref, thread_id } = await loudRun();
    const thread = await app.runtime.thread(thread_id);
    await thread.append([
      { type: "output.expired", payload: { output_ref: ref, reason: "space" } },
    ]);

    const response = await app.fetch(`/outputs/${ref}`);

    expect(response.status).toBe(410);
    expect(await response.json()).toMatchObject({ code: "expired" });
  });

  it("says that the bytes are not here where only the log is, as after an import", async () => {
    const { app, ref, outputs } = await loudRun();
    const [known] = await outputs.list();
    if (known !== undefined) await outputs.remove(known);

    expect((await app.fetch(`/outputs/${ref}`)).status).toBe(404);
  });
});

describe("a whole output on the pages", () => {
  it("is linked from its call, in the chat and on the stage", async () => {
    const { app, ref, session_id, run_id } = await loudRun();

    for (const path of [`/s/${session_id}`, `/runs/${run_id}/stage`]) {
      const html = await (await app.fetch(path)).text();
      const plain = html.replaceAll(/<!--.*?-->/g, "");
      expect(plain).toContain(`<a href="/outputs/${ref}">Full output, 100 kB</a>`);
    }
    const event = await (await app.fetch(`/runs/${run_id}?view=events`)).text();
    expect(event).toContain("output.spilled");
    expect(event).toContain("The model saw only its beginning");
  });

  it("is linked no longer once it has expired", async () => {
    const { app, ref, session_id, thread_id } = await loudRun();
    const thread = await app.runtime.thread(thread_id);
    await thread.append([{ type: "output.expired", payload: { output_ref: ref, reason: "age" } }]);

    const html = await (await app.fetch(`/s/${session_id}`)).text();

    expect(html).not.toContain(`/outputs/${ref}`);
    expect(html).toContain("The full output is kept no longer");
  });
});
