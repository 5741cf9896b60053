import { describe, expect, it } from "vitest";

import { openMemoryOutputStore } from "#runtime/artifact/memory-output-store.ts";
import type { OutputStore } from "#runtime/artifact/output-store.ts";
import { systemClock } from "#runtime/system-services.ts";
import { payloadsOf, reader, testRuntime, typesOf } from "#runtime/test-runtime.ts";
import type { Tool } from "#runtime/tool/tool.ts";
import { keepWhole, outputFacts } from "./keep-whole.ts";

const PASSES = `
- steps: [{ calls: [{ tool: loud }, { tool: read, arguments: { path: a.md } }] }]
- steps: [{ text: Done }]
`;
const CONTENT = "line of text\n".repeat(20_000);

function loud(content = CONTENT): Tool {
  return { ...reader, name: "loud", run: async () => ({ content }) };
}

function runtimeWith(outputs: OutputStore | undefined, more: object = {}) {
  const tools = [loud(), reader];
  return testRuntime({ passes: PASSES, tools, ...(outputs && { outputs }), ...more });
}

describe("an output that is too large for an event", () => {
  it("is kept whole, and the log names it beside its beginning", async () => {
    const outputs = openMemoryOutputStore(systemClock);
    const runtime = await runtimeWith(outputs);

    const { run, events } = await runtime.ask("Go");

    const [spilled] = payloadsOf(events, "output.spilled");
    expect(spilled).toMatchObject({ media_type: "text/plain", bytes: CONTENT.length });
    const stream = await outputs.read(spilled?.sha256 ?? "");
    expect(stream && (await new Response(stream).text())).toBe(CONTENT);
    const result = events.find(({ type }) => type === "tool.result");
    expect(result?.refs).toEqual({ output_ref: spilled?.output_ref });
    expect(JSON.stringify(result).length).toBeLessThan(64 * 1024);
    expect(run.calls[0]?.kept).toEqual({
      output_ref: spilled?.output_ref,
      bytes: CONTENT.length,
    });
    expect(run.calls[1]).not.toHaveProperty("kept");
  });

  it("is durable before any event names it", async () => {
    const kept = openMemoryOutputStore(systemClock);
    const gate = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const slow: OutputStore = {
      ...kept,
      put: async (...bytes) => {
        asked.resolve();
        await gate.promise;
        return kept.put(...bytes);
      },
    };
    const runtime = await runtimeWith(slow);
    const { run_id } = await runtime.submit("Go");

    await asked.promise;
    const before = await (await runtime.thread(run_id)).log.read(0);
    gate.resolve();
    const { events } = await runtime.ended(run_id);

    expect(before.map(({ event }) => event.type)).not.toContain("output.spilled");
    expect(typesOf(events).filter((type) => /^(output|tool\.result)/.test(type))).toEqual([
      "output.spilled",
      "tool.result",
      "tool.result",
    ]);
  });

  it("is said to be cut where nothing keeps it", async () => {
    const runtime = await runtimeWith(undefined);

    const { run, events } = await runtime.ask("Go");

    expect(payloadsOf(events, "output.truncated")).toMatchObject([
      { total_bytes: CONTENT.length, kept: "head" },
    ]);
    expect(typesOf(events)).not.toContain("output.spilled");
    expect(run.status).toBe("completed");
  });

  it("costs nothing but itself where the disk refuses it", async () => {
    const full = openMemoryOutputStore(systemClock);
    full.put = () => Promise.reject(new Error("ENOSPC"));
    const runtime = await runtimeWith(full);

    const { run, events } = await runtime.ask("Go");

    expect(run.status).toBe("completed");
    expect(payloadsOf(events, "runtime.warning")).toMatchObject([{ code: "output_not_kept" }]);
    expect(typesOf(events)).toContain("output.truncated");
    expect(run.calls[0]).toMatchObject({ status: "done" });
  });

  it("is kept without the secrets that the process knows, and the log says that some were struck", async () => {
    const outputs = openMemoryOutputStore(systemClock);
    const secret = "sesame-open-wide";
    const tools = [loud(`${CONTENT}token: ${secret}\n`), reader];
    const runtime = await testRuntime({ passes: PASSES, tools, outputs, secrets: [secret] });

    const { events } = await runtime.ask("Go");

    const [spilled] = payloadsOf(events, "output.spilled");
    const stream = await outputs.read(spilled?.sha256 ?? "");
    const text = stream === undefined ? "" : await new Response(stream).text();
    expect(text.endsWith(`token: ${"*".repeat(secret.length)}\n`)).toBe(true);
    expect(payloadsOf(events, "output.redacted")).toEqual([
      { redactions: 1, rules: ["known_secret"], output_ref: spilled?.output_ref },
    ]);
  });
});

it("an output that is too large to keep says how much of it is kept", async () => {
  const kept = {
    output_ref: "out_1",
    sha256: "1",
    bytes: 64,
    total_bytes: 100,
    redactions: 0,
  };
  const updates = (async function* () {
    yield { type: "result", output: { content: "cut" }, whole: "x".repeat(100) } as const;
  })();

  const [update] = await Array.fromAsync(
    keepWhole(updates, { outputs: { keep: async () => kept } }),
  );

  if (update?.type !== "result" || update.spilled === undefined) throw new Error("Nothing spilled");
  expect(outputFacts(update.spilled).map(({ type }) => type)).toEqual([
    "output.spilled",
    "output.truncated",
  ]);
  expect(outputFacts(update.spilled)[1]?.payload).toEqual({
    total_bytes: 100,
    kept_bytes: 64,
    kept: "head",
    output_ref: "out_1",
  });
});
