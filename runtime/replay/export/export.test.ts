import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { readRecording } from "#runtime/replay/read-recording.ts";
import { runsOf } from "#runtime/replay/recording.ts";
import { answerText } from "#runtime/state/run-queries.ts";
import { chromeTrace, type TraceEvent } from "./chrome-trace.ts";
import { exportedRun, type ExportedRun } from "./exported-run.ts";
import { runMarkdown } from "./markdown.ts";
import { otlpTraces, type OtlpSpan } from "./otlp.ts";
import { runSpans } from "./run-spans.ts";

const FOLDER = new URL("../golden/", import.meta.url);

/** Every run of every golden history, its events 10 ms apart, by a name for the report. */
const RUNS = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".jsonl") && !/^(branch|fork)-/.test(file)) // Of one thread each.
  .flatMap((file) => {
    const events = apart(readRecording(readFileSync(new URL(file, FOLDER), "utf8")));
    return runsOf(events).map((id): [string, ExportedRun] => [
      `${file.replace(".jsonl", "")} ${id}`,
      exportedRun(events, id),
    ]);
  });

/** Histories are made with a clock that stands still. */
function apart(events: readonly RuntimeEvent[], ms = 10): readonly RuntimeEvent[] {
  return events.map((event, at) => {
    const timestamp = new Date(Date.parse(event.timestamp) + at * ms).toISOString();
    return { ...event, timestamp };
  });
}

function golden(name: string): ExportedRun {
  const found = RUNS.find(([known]) => known.startsWith(`${name} `))?.[1];
  if (found === undefined) throw new Error(`No golden history "${name}"`);
  return found;
}

async function otlpSpans(exported: ExportedRun, content = false): Promise<readonly OtlpSpan[]> {
  const text = JSON.stringify(await otlpTraces(exported, { content }));
  // It was made by the function under test; the assertions check what matters of it.
  const read = JSON.parse(text) as Awaited<ReturnType<typeof otlpTraces>>;
  return read.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
}

function valueOf(span: OtlpSpan | undefined, key: string): unknown {
  const value = span?.attributes.find((known) => known.key === key)?.value ?? {};
  return Object.values(value)[0];
}

describe("runSpans()", () => {
  it.each(RUNS)("of %s lie within their parents and end after they begin", (_, { events }) => {
    const spans = runSpans(events);
    const byId = new Map(spans.map((span) => [span.id, span]));

    expect(byId.size).toBe(spans.length);
    for (const span of spans) {
      expect(span.to).toBeGreaterThanOrEqual(span.from);
      if (span.kind === "run") continue;
      const parent = byId.get(span.parent ?? "");
      expect(parent?.from).toBeLessThanOrEqual(span.from);
      expect(parent?.to).toBeGreaterThanOrEqual(span.to);
    }
  });

  it.each(RUNS)(
    "of %s tell every request, every started call and every question once",
    (_, run) => {
      const count = (type: string) => run.events.filter((event) => event.type === type).length;
      const kinds = runSpans(run.events).map(({ kind }) => kind);
      const spans = (kind: string) => kinds.filter((known) => known === kind).length;

      expect(spans("run")).toBe(1);
      expect(spans("model")).toBe(count("model.requested"));
      expect(spans("tool")).toBe(count("tool.started"));
      expect(spans("approval")).toBe(count("action.required"));
    },
  );
});

describe("runSpans() of ends that name no step", () => {
  it("keeps them within the step of their beginning", () => {
    const events = golden("tools-side-by-side").events.map((event) => {
      const { step_id: _, ...rest } = event;
      return event.type === "tool.result" ? rest : event;
    });
    const spans = runSpans(events);
    const tools = spans.filter(({ kind }) => kind === "tool");

    expect(tools).toHaveLength(2);
    for (const { parent, to } of tools) {
      expect(spans.find(({ id }) => id === parent)?.to).toBeGreaterThanOrEqual(to);
    }
  });
});

describe("runSpans() over a clock that was set back", () => {
  it("keeps the order of the events", () => {
    const { events } = golden("tools-side-by-side");
    const spans = runSpans(apart(events, -20));

    expect(spans.every(({ from, to }) => from <= to)).toBe(true);
  });
});

describe("otlpTraces()", () => {
  it.each(RUNS)("gives %s as one tree of spans with valid ids and times", async (_, exported) => {
    const spans = await otlpSpans(exported);
    const ids = new Set(spans.map(({ spanId }) => spanId));

    expect(ids.size).toBe(spans.length);
    expect(spans.filter(({ parentSpanId }) => parentSpanId === undefined)).toHaveLength(1);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    for (const span of spans) {
      expect(span.traceId).toMatch(/^[0-9a-f]{32}$/);
      expect(span.spanId).toMatch(/^[0-9a-f]{16}$/);
      expect([...ids, undefined]).toContain(span.parentSpanId);
      expect(BigInt(span.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(span.startTimeUnixNano));
    }
  });

  it("gives a run the same ids each time, and another run others", async () => {
    const first = await otlpSpans(golden("answer"));
    const again = await otlpSpans(golden("answer"));
    const [one, two] = RUNS.filter(([name]) => name.startsWith("several-turns "));
    const traceOf = async (run: ExportedRun) => (await otlpSpans(run))[0]?.traceId;

    expect(again).toEqual(first);
    expect(await traceOf(one?.[1] ?? golden("answer"))).not.toBe(
      await traceOf(two?.[1] ?? golden("answer")),
    );
  });

  it("takes the trace that the events name", async () => {
    const run = golden("answer");
    const trace_id = "0af7651916cd43dd8448eb211c80319c";
    const events = run.events.map((event) => ({ ...event, trace_id }));

    const [root] = await otlpSpans({ ...run, events });

    expect(root?.traceId).toBe(trace_id);
  });

  it("names operations, models, tokens and tools by the GenAI conventions", async () => {
    const exported = golden("tools-side-by-side");
    const spans = await otlpSpans(exported);
    const named = (name: string) => spans.filter((span) => span.name.startsWith(name));

    expect(valueOf(named("invoke_agent")[0], "gen_ai.agent.name")).toBe(exported.run.agent);
    expect(valueOf(named("chat")[0], "gen_ai.request.model")).toBe("test");
    expect(named("chat")[0]?.kind).toBe(3);
    expect(valueOf(named("chat")[0], "gen_ai.usage.output_tokens")).toMatch(/^\d+$/);
    expect(named("execute_tool read")).toHaveLength(2);
    expect(valueOf(named("execute_tool")[0], "gen_ai.operation.name")).toBe("execute_tool");
  });

  it("says what failed, and takes no person's no for a failure", async () => {
    const failed = (await otlpSpans(golden("tool-timed-out"))).find(({ name }) =>
      name.startsWith("execute_tool stall"),
    );
    const denied = (await otlpSpans(golden("write-denied"))).find(({ name }) =>
      name.startsWith("approval"),
    );

    expect(valueOf(failed, "error.type")).toBe("timed_out");
    expect(failed?.status.code).toBe(2);
    expect(failed?.events[0]?.name).toBe("exception");
    expect(valueOf(denied, "uar.approval.decision")).toBe("deny");
    expect(denied?.status.code).toBeUndefined();
  });

  it.each(RUNS)("of %s holds no text of the run unless it is asked for", async (_, exported) => {
    const without = JSON.stringify(await otlpSpans(exported));
    const { run, question } = exported;

    const texts = [question, ...run.steps.map(({ text }) => text)].filter((text) => text !== "");
    for (const text of texts) expect(without).not.toContain(JSON.stringify(text).slice(1, -1));
  });

  it("carries texts, arguments and results where they are asked for", async () => {
    const exported = golden("tools-side-by-side");
    const spans = await otlpSpans(exported, true);
    const tool = spans.find(({ name }) => name.startsWith("execute_tool"));
    const last = spans.findLast(({ name }) => name.startsWith("chat"));
    const input: unknown = JSON.parse(String(valueOf(last, "gen_ai.input.messages")));
    const output: unknown = JSON.parse(String(valueOf(last, "gen_ai.output.messages")));
    const id = valueOf(tool, "gen_ai.tool.call.id");

    expect(JSON.parse(String(valueOf(tool, "gen_ai.tool.call.arguments")))).toEqual({
      path: "a.md",
    });
    expect(valueOf(tool, "gen_ai.tool.call.result")).toBe(exported.run.calls[0]?.output?.content);
    expect(input).toMatchObject([
      { role: "user", parts: [{ type: "text", content: exported.question }] },
      { role: "assistant", parts: [{ type: "text" }, { type: "tool_call", id }, {}] },
      { role: "tool", parts: [{ type: "tool_call_response", id }] },
      { role: "tool" },
    ]);
    expect(output).toEqual([
      {
        role: "assistant",
        parts: [{ type: "text", content: "Both say the same." }],
        finish_reason: "stop",
      },
    ]);
  });
});

describe("chromeTrace()", () => {
  it.each(RUNS)("of %s names its threads, and its slices nest on each", (_, exported) => {
    const { traceEvents } = JSON.parse(JSON.stringify(chromeTrace(exported))) as {
      traceEvents: readonly TraceEvent[];
    };
    const slices = traceEvents.filter(({ ph }) => ph === "X");
    const named = new Set(
      traceEvents.filter(({ name }) => name === "thread_name").map(({ tid }) => tid),
    );

    for (const tid of new Set(slices.map((event) => event.tid))) {
      expect(named).toContain(tid);
      const open: number[] = [];
      for (const { ts, dur = 0 } of slices.filter((event) => event.tid === tid)) {
        while (open.length > 0 && (open.at(-1) ?? 0) <= ts) open.pop();
        expect(ts + dur).toBeLessThanOrEqual(open.at(-1) ?? Infinity);
        open.push(ts + dur);
      }
    }
  });

  it.each(RUNS)("of %s is in the order of time, from zero on", (_, exported) => {
    const times = chromeTrace(exported).traceEvents.map(({ ts }) => ts);

    expect(times).toEqual(times.toSorted((left, right) => left - right));
    expect(times.every((ts) => Number.isInteger(ts) && ts >= 0)).toBe(true);
  });

  it("gives calls that ran side by side threads of their own", () => {
    const { traceEvents } = chromeTrace(golden("tools-side-by-side"));
    const tools = traceEvents.filter(({ ph, cat }) => ph === "X" && cat === "tools");
    const titles = traceEvents
      .filter(({ name, tid }) => name === "thread_name" && tools.some((tool) => tool.tid === tid))
      .map(({ args }) => args["name"]);

    expect(tools).toHaveLength(2);
    expect(titles).toEqual(["Tools", "Tools 2"]);
  });

  it("counts tokens as the answers report them, and characters as they stream", () => {
    const { run, ...rest } = golden("tools-side-by-side");
    const { traceEvents } = chromeTrace({ run, ...rest });
    const last = (name: string) =>
      traceEvents.findLast((event) => event.ph === "C" && event.name === name)?.args;
    const characters = run.steps.reduce((sum, { text }) => sum + text.length, 0);

    expect(last("tokens")).toEqual({
      input: run.usage.input_tokens,
      output: run.usage.output_tokens,
    });
    expect(last("answer characters")).toEqual({ characters });
  });
});

describe("runMarkdown()", () => {
  it.each(RUNS)("of %s holds the question and the whole answer", (_, exported) => {
    const text = runMarkdown(exported);
    const { question } = exported;

    expect(text).toContain(question === "" ? "## Answer" : `> ${question}`);
    expect(text.replaceAll("[^", "[")).toContain(answerText(exported.run).split("\n\n")[0]);
    expect(text).toContain(`| Status | ${exported.run.status.replaceAll("_", " ")} |`);
  });

  it("makes footnotes of citations, and leaves brackets in code alone", () => {
    const { run, ...rest } = golden("citations");
    const parts = run.parts.map((part) =>
      part.kind === "text" ? { ...part, text: "See [1] and `x[1]`, not [99] or [1](u)." } : part,
    );
    const text = runMarkdown({ ...rest, run: { ...run, parts } });

    expect(text).toContain("See [^1] and `x[1]`, not [99] or [1](u).");
    expect(text).toMatch(/^\[\^1\]: \S/m);
  });

  it("folds tools and reasoning, and no output breaks out of its fold", () => {
    const { run, ...rest } = golden("tools-side-by-side");
    const content = "```\n</details><script>x</script>\n````";
    const calls = run.calls.map((call) => ({ ...call, name: "</summary>", output: { content } }));
    const text = runMarkdown({ ...rest, run: { ...run, calls } });

    expect(text).toContain(`\`\`\`\`\`\n${content}\n\`\`\`\`\``);
    expect(text).toContain("<summary>Tool &#60;/summary&#62;</summary>");
    expect(text.match(/^<details>$/gm)).toHaveLength(run.calls.length);
  });
});
