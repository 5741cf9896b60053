import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { perform } from "#runtime/control/dispatch.ts";
import { interruptTurn } from "#runtime/control/interrupt-turn.ts";
import { respondAction } from "#runtime/control/respond-action.ts";
import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { Cassette } from "#runtime/model/cassette/cassette.ts";
import { readCassette } from "#runtime/model/cassette/read-cassette.ts";
import { says, scriptedModels } from "#runtime/model/testing/scripted-models.ts";
import { redactEvents } from "#runtime/replay/redact.ts";
import { readRecording } from "#runtime/replay/read-recording.ts";
import { runsOf } from "#runtime/replay/recording.ts";
import { staller } from "#runtime/replay/golden-case.ts";
import { reader, type TestRuntime, testRuntime, writer } from "#runtime/test-runtime.ts";
import { madeTest } from "./made-test.ts";

const READ = { ...reader, name: "files__read", source: "files" };
const WRITE = { ...writer, name: "files__write", source: "files" };
const STALL = { ...staller(), name: "files__stall", source: "files" };
const TOOLS = [READ, WRITE, STALL];
const NOTHING: ReadonlyMap<string, Cassette> = new Map();

const READ_AND_WRITE = `
- steps:
    - reasoning: Look first.
    - text: I look.
    - calls: [{ tool: files__read, arguments: { path: missing.md } }]
    - calls: [{ tool: files__write, arguments: { path: a.md } }]
- steps: [{ text: "All **done**." }]
`;

async function answered(runtime: TestRuntime, runId: string, answer: object): Promise<void> {
  const isOpen = (run: { approvals: readonly { decision?: unknown }[] }) =>
    run.approvals.some(({ decision }) => decision === undefined);
  const run = await runtime.reaches(runId, isOpen);
  const open = run.approvals.find(({ decision }) => decision === undefined);
  await perform(respondAction, { action_id: open?.action_id, ...answer }, runtime.services);
}

/** The events of a run whose question, if it has one, is answered like this. */
async function ran(passes: string, answer?: object, policy?: object) {
  const runtime = await testRuntime({ passes, tools: TOOLS, ...(policy && { policy }) });
  const { run_id } = await runtime.submit("Look\nand write");
  if (answer !== undefined) await answered(runtime, run_id, answer);
  return { run_id, ...(await runtime.ended(run_id)) };
}

function stepsOf(events: readonly RuntimeEvent[]): readonly string[] {
  return events.flatMap(({ type, step_id }) => (type === "model.requested" ? (step_id ?? "") : []));
}

function cassette(path: string, more: Partial<Cassette> = {}): Cassette {
  return {
    request: { method: "POST", path, headers: {}, body: "What was asked" },
    response: { status: 200, headers: {}, ms: 1 },
    chunks: [{ ms: 2, bytes: Buffer.from("data: {}\n\n") }],
    end: { how: "whole", ms: 3 },
    ...more,
  };
}

describe("madeTest()", () => {
  test("tells what was sent and decided, and what came of it", async () => {
    const { events, run_id } = await ran(READ_AND_WRITE, { decision: "deny", reason: "No" });

    const made = madeTest(events, run_id, NOTHING);

    expect(made).toMatchObject({ run_id, message: "Look\nand write", is_stopped: false });
    expect(made.decisions).toEqual([{ tool: "files__write", decision: "deny", reason: "No" }]);
    expect(made.expected).toEqual({
      status: "completed",
      text: "I look.\n\nAll **done**.",
      tool_calls: [
        { name: "files__read", arguments: { path: "missing.md" }, status: "error" },
        { name: "files__write", status: "denied" },
      ],
    });
  });

  test("lets tools say what they said, each call by itself", async () => {
    const edited = { decision: "allow_once", arguments: { path: "b.md" } };
    const { events, run_id } = await ran(READ_AND_WRITE, edited);

    const { world, decisions } = madeTest(events, run_id, NOTHING);

    expect(decisions).toEqual([
      { tool: "files__write", decision: "allow_once", arguments: { path: "b.md" } },
    ]);
    expect(world.tools).toMatchObject([
      {
        name: "files__read",
        source: "files",
        effect: "read",
        calls: [
          {
            arguments: { path: "missing.md" },
            outcome: { content: "There is no missing.md", is_error: true },
          },
        ],
      },
      {
        name: "files__write",
        calls: [
          {
            arguments: { path: "b.md" },
            outcome: { content: 'wrote "b.md"', is_error: false },
          },
        ],
      },
    ]);
  });

  test("takes the answers from the log where their bytes were not kept", async () => {
    const { events, run_id } = await ran(READ_AND_WRITE, { decision: "allow_once" });

    const { protocol, answers } = madeTest(events, run_id, NOTHING).world;

    expect(protocol).toBe("chat");
    const deltas = answers.map((answer) => ("deltas" in answer ? answer.deltas : []));
    expect(deltas[0]).toContainEqual({ reasoning: expect.any(String) });
    expect(deltas[0]?.filter((delta) => typeof delta === "string").join("")).toBe("I look.");
    expect(deltas[0]?.slice(-2)).toMatchObject([
      { call: { name: "files__read", arguments: '{"path":"missing.md"}' } },
      { call: { name: "files__write" } },
    ]);
    expect(deltas[1]?.filter((delta) => typeof delta === "string").join("")).toBe("All **done**.");
  });

  test("takes the bytes of the provider where all are there, without what was asked", async () => {
    const { events, run_id } = await ran(READ_AND_WRITE, { decision: "allow_once" });
    const recorded = new Map(stepsOf(events).map((step) => [step, cassette("/v1/messages?a=b")]));

    const { protocol, answers } = madeTest(events, run_id, recorded).world;

    expect(protocol).toBe("anthropic");
    expect(JSON.stringify(answers)).not.toContain("What was asked");
    const [first] = answers;
    const lines = first !== undefined && "cassette" in first ? first.cassette : [];
    const { chunks, end } = readCassette(Buffer.from(lines.map((line) => `${line}\n`).join("")));
    expect(chunks.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(["data: {}\n\n"]);
    expect(end).toEqual({ how: "whole", ms: 3 });
  });

  test.each([
    ["one is missing", ["/v1/responses"]],
    ["protocols differ", ["/v1/responses", "/v1/chat/completions"]],
    ["a protocol is unknown", ["/v1/other", "/v1/other"]],
  ])("takes the log where %s", async (_name, paths) => {
    const { events, run_id } = await ran(READ_AND_WRITE, { decision: "allow_once" });
    const steps = stepsOf(events);
    const recorded = new Map(paths.map((path, at) => [steps[at] ?? "", cassette(path)]));

    expect(madeTest(events, run_id, recorded).world.answers[0]).toHaveProperty("deltas");
  });

  test("takes the log where bytes were left out or a secret was struck out", async () => {
    const { events, run_id } = await ran(READ_AND_WRITE, { decision: "allow_once" });
    const recorded = (more: Partial<Cassette>) =>
      new Map(stepsOf(events).map((step) => [step, cassette("/v1/responses", more)]));
    const cut = recorded({ end: { how: "whole", ms: 3, left_out: 7 } });
    const struck = redactEvents(events, ["I look."]);

    expect(madeTest(events, run_id, cut).world.answers[0]).toHaveProperty("deltas");
    const made = madeTest(struck, run_id, recorded({}));
    expect(JSON.stringify(made)).not.toContain("I look.");
    expect(made.expected.text).toContain("*******");
  });

  test("asks where was asked, and not where rules had decided", async () => {
    const passes = `
- steps: [{ calls: [{ tool: files__read }, { tool: files__write, arguments: { path: a.md } }] }]
- steps: [{ text: Done. }]
`;
    const allowed = await ran(passes, undefined, { mode: "bypass" });
    const untrusted = { mode: "untrusted", rules: [{ match: "files__write", verdict: "deny" }] };
    const denied = await ran(passes, { decision: "allow_once" }, untrusted);

    const [free, strict] = [allowed, denied].map(({ events, run_id }) => {
      return madeTest(events, run_id, NOTHING);
    });

    expect(free?.world.rules).toEqual([{ match: "files__write", verdict: "allow" }]);
    expect(free?.decisions).toEqual([]);
    expect(strict?.world.rules).toEqual([
      { match: "files__read", verdict: "ask" },
      { match: "files__write", verdict: "deny" },
    ]);
    expect(strict?.decisions).toEqual([{ tool: "files__read", decision: "allow_once" }]);
  });

  test("does not ask again what was allowed for the session", async () => {
    const write = "calls: [{ tool: files__write, arguments: { path: a.md } }]";
    const passes = `[{ steps: [{ ${write} }] }, { steps: [{ ${write} }] }, { steps: [{ text: Ok }] }]`;
    const { events, run_id } = await ran(passes, { decision: "allow_session" });

    const { decisions, world } = madeTest(events, run_id, NOTHING);

    expect(decisions).toEqual([{ tool: "files__write", decision: "allow_session" }]);
    expect(world.rules).toEqual([]);
  });

  test("stops in a tool that never came to an end", async () => {
    const runtime = await testRuntime({
      passes:
        "[{ steps: [{ text: Wait }, { calls: [{ tool: files__stall }] }] }, { steps: [{ text: No }] }]",
      tools: TOOLS,
    });
    const { run_id } = await runtime.submit("Go");
    await runtime.reaches(run_id, ({ calls }) => calls[0]?.status === "running");
    await perform(interruptTurn, { run_id }, runtime.services);
    const { events } = await runtime.ended(run_id);

    const { is_stopped, world, expected } = madeTest(events, run_id, NOTHING);

    expect(is_stopped).toBe(true);
    expect(world).toMatchObject({ is_cut_off: false, tools: [{ calls: [{ arguments: {} }] }] });
    expect(world.tools[0]?.calls[0]).not.toHaveProperty("outcome");
    expect(expected).toMatchObject({ status: "cancelled", tool_calls: [{ status: "cancelled" }] });
  });
});

test("madeTest() says that a tool of the provider needs the provider's bytes", async () => {
  const tool = { type: "provider_tool", id: "w1", name: "web_search", item: {} } as const;
  const models = scriptedModels(
    {
      "a/1": () => [{ ...tool, status: "running" }, { ...tool, status: "done" }, ...says("Found")],
    },
    {},
  );
  const runtime = await testRuntime({ models });
  const { events, run } = await runtime.ask("Search");
  const kept = new Map(stepsOf(events).map((step) => [step, cassette("/v1/responses")]));

  expect(() => madeTest(events, run.run_id, NOTHING)).toThrow("and its bytes were not kept");
  expect(madeTest(events, run.run_id, kept).expected.tool_calls).toMatchObject([
    { name: "web_search", status: "done" },
  ]);
});

describe("of the golden histories, madeTest()", () => {
  const folder = new URL("../golden/", import.meta.url);
  const made = (name: string) => {
    const events = readRecording(readFileSync(new URL(`${name}.jsonl`, folder), "utf8"));
    return madeTest(events, runsOf(events).at(-1) ?? "", NOTHING);
  };

  test.each([
    ["answer-with-reasoning", "completed"],
    ["several-turns", "completed"],
    ["refusal", "completed"],
    ["model-retried", "completed"],
    ["model-fallback", "completed"],
    ["model-failed-midway", "failed"],
  ])("makes one of %s", (name, status) => {
    const { expected, world } = made(name);

    expect(expected.status).toBe(status);
    const said = world.answers.flatMap((answer) => ("deltas" in answer ? answer.deltas : []));
    expect(said.filter((delta) => typeof delta === "string").join("")).toBe(expected.text);
  });

  test.each([
    ["budget-of-calls", "No answer of the model ended the run"],
    ["approval-expired", "A call of write ended as expired"],
    ["tool-timed-out", "A call of stall ended as timed_out"],
    ["provider-tool", "A call of web_search ended as lost"],
    ["stopped-in-queue", "No model was asked"],
    ["write-allowed", "does not have the name of its server"],
  ])("says why there is none of %s", (name, why) => {
    expect(() => made(name)).toThrow(why);
  });
});
