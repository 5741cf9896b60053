import { describe, expect, it } from "vitest";

import { perform } from "#runtime/control/dispatch.ts";
import { respondAction } from "#runtime/control/respond-action.ts";
import type { ModelRequest } from "#runtime/model/driver.ts";
import { answerText } from "#runtime/state/run-queries.ts";
import { payloadsOf, ManualClock, testRuntime, typesOf, writer } from "./test-runtime.ts";

const TOOLS_THEN_TEXT = `
- steps:
    - reasoning: Let me look
    - calls:
        - { tool: read, arguments: { path: a.md } }
        - { tool: read, arguments: { path: missing.md } }
        - { tool: read, arguments: { path: c.md } }
- steps: [{ text: All read }]
`;
const WRITE = `
- steps: [{ calls: [{ tool: write, arguments: { path: note.md } }] }]
- steps: [{ text: Done }]
`;

describe("startRun()", () => {
  it("writes the answer and ends with one terminal event, the last one", async () => {
    const runtime = await testRuntime({ passes: "[{ steps: [{ text: Hello there }] }]" });

    const { run, events } = await runtime.ask("Hi");

    expect(run.status).toBe("completed");
    expect(answerText(run)).toBe("Hello there");
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
    expect(typesOf(events).filter((type) => type.startsWith("turn."))).toEqual([
      "turn.submitted",
      "turn.started",
      "turn.completed",
    ]);
    expect(events.at(-1)?.type).toBe("turn.completed");
  });

  it("runs the tools that the model asked for and puts results in call order", async () => {
    const runtime = await testRuntime({ passes: TOOLS_THEN_TEXT });

    const { run, events } = await runtime.ask("Read them");

    expect(run.calls.map(({ status }) => status)).toEqual(["done", "error", "done"]);
    const ends = events.filter(({ type }) => type === "tool.result" || type === "tool.failed");
    expect(ends.map((event) => event.tool_call_id)).toEqual(
      run.calls.map(({ tool_call_id }) => tool_call_id),
    );
    const firstEnd = events.findIndex(({ type }) => type === "tool.result");
    const starts = events.filter(({ type }) => type === "tool.started");
    expect(starts).toHaveLength(3);
    expect(events.slice(0, firstEnd).filter(({ type }) => type === "tool.started")).toEqual(starts);
    expect(run.parts.map(({ kind }) => kind)).toEqual(["reasoning", "tools", "text"]);
  });

  it("tells the model what came of each call, also of a failed one", async () => {
    const requests: ModelRequest[] = [];
    const runtime = await testRuntime({
      driver: {
        provider: "test",
        model: "driver",
        async *stream(request) {
          requests.push(request);
          if (requests.length === 1) {
            yield [
              { type: "tool_call_complete", id: "a", name: "read", arguments: '{"path":"x"}' },
              { type: "tool_call_complete", id: "b", name: "nothing", arguments: "{}" },
              { type: "tool_call_complete", id: "c", name: "write", arguments: "{oops" },
            ];
          }
          yield [{ type: "done", finish_reason: "stop" }];
        },
      },
    });

    await runtime.ask("Go");

    expect(requests[1]?.messages.slice(-3)).toMatchObject([
      { role: "tool", provider_call_id: "a", content: 'read "x"', is_error: false },
      { role: "tool", provider_call_id: "b", is_error: true },
      { role: "tool", provider_call_id: "c", is_error: true },
    ]);
  });

  it("carries the conversation into the next turn", async () => {
    const requests: ModelRequest[] = [];
    const runtime = await testRuntime({
      driver: {
        provider: "test",
        model: "driver",
        async *stream(request) {
          requests.push(request);
          yield [{ type: "message_delta", text: `answer ${requests.length}` }];
          yield [{ type: "done", finish_reason: "stop" }];
        },
      },
    });

    const { run } = await runtime.ask("First");
    await runtime.ask("Second", { thread_id: run.thread_id });

    expect(requests[1]?.messages.slice(1).map(({ content }) => content)).toEqual([
      "First",
      "answer 1",
      "Second",
    ]);
  });

  it("ends a run whose driver throws, with the partial answer kept", async () => {
    const runtime = await testRuntime({
      driver: {
        provider: "test",
        model: "driver",
        async *stream() {
          yield [{ type: "message_delta", text: "So far" }];
          throw new Error("the wire broke");
        },
      },
    });

    const { run, events } = await runtime.ask("Go");

    expect(run.status).toBe("failed");
    expect(run.error?.message).toBe("the wire broke");
    expect(payloadsOf(events, "runtime.error")).toEqual([]);
    expect(answerText(run)).toBe("So far");
  });

  it("tells of a fault of its own as runtime.error, with what to do, and ends the run", async () => {
    const programs = () => {
      throw new TypeError("programs is not iterable");
    };
    const runtime = await testRuntime({ programs });

    const { run, events } = await runtime.ask("Hi");

    const [fault] = payloadsOf(events, "runtime.error");
    expect(fault?.error).toEqual({
      code: "internal",
      message: "The run broke: programs is not iterable",
      hint: expect.stringContaining("send the message again"),
    });
    expect(run).toMatchObject({ status: "failed", error: fault?.error });
    expect(events.at(-1)?.type).toBe("turn.failed");
  });

  it("calls a stream that ends without an end broken off", async () => {
    const runtime = await testRuntime({
      driver: {
        provider: "test",
        model: "driver",
        async *stream() {
          yield [{ type: "message_delta", text: "Half a sen" }];
        },
      },
    });

    const { run } = await runtime.ask("Go");

    expect(run.status).toBe("failed");
    expect(run.error?.code).toBe("stream_truncated");
  });

  it("keeps bundles of one name as versions of one artifact", async () => {
    const bundle = (html: string) => `{ bundle: { artifact: chart, title: Chart, html: ${html} } }`;
    const runtime = await testRuntime({
      passes: `[{ steps: [${bundle("<b>1</b>")}, ${bundle("<b>2</b>")}] }]`,
    });

    const { run, events } = await runtime.ask("Draw");

    expect(run.artifacts).toMatchObject([{ name: "chart", version: 2, content: "<b>2</b>" }]);
    const changes = events.filter(({ type }) => type === "artifact.changed");
    expect(changes.map(({ payload }) => payload)).toMatchObject([
      { name: "chart", kind: "bundle", version: 1, content: "<b>1</b>" },
      { name: "chart", kind: "bundle", version: 2, content: "<b>2</b>" },
    ]);
    expect(new Set(changes.map(({ artifact_id }) => artifact_id)).size).toBe(1);
    expect(run.parts.filter(({ kind }) => kind === "bundle")).toHaveLength(1);
  });
});

describe("approvals", () => {
  it("run the call once a person allows it, with the arguments that were shown", async () => {
    const runtime = await testRuntime({ passes: WRITE });
    const { run_id } = await runtime.submit("Write");
    const waiting = await runtime.reaches(run_id, ({ status }) => status === "waiting_permission");
    expect(waiting.calls[0]?.status).toBe("waiting_approval");

    const action_id = waiting.approvals[0]?.action_id;
    await perform(respondAction, { action_id, decision: "allow_once" }, runtime.services);
    const { run } = await runtime.ended(run_id);

    expect(run.calls[0]).toMatchObject({ status: "done", arguments: { path: "note.md" } });
    expect(run.status).toBe("completed");
  });

  it("never run a denied call, and go on with the run", async () => {
    const written: string[] = [];
    const spy = {
      ...writer,
      run: async () => {
        written.push("note");
        return { content: "wrote" };
      },
    };
    const runtime = await testRuntime({ passes: WRITE, tools: [spy] });
    const { run_id } = await runtime.submit("Write");
    const waiting = await runtime.reaches(run_id, ({ status }) => status === "waiting_permission");

    const action_id = waiting.approvals[0]?.action_id;
    const answer = { action_id, decision: "deny", reason: "not now" };
    await perform(respondAction, answer, runtime.services);
    const { run } = await runtime.ended(run_id);

    expect(written).toEqual([]);
    expect(run.calls[0]).toMatchObject({ status: "denied" });
    expect(run.calls[0]?.error?.message).toContain("not now");
    expect(run.status).toBe("completed");
  });

  it("hold for the session once a person says so", async () => {
    const runtime = await testRuntime({ passes: WRITE });
    const first = await runtime.submit("Write");
    const waiting = await runtime.reaches(
      first.run_id,
      ({ status }) => status === "waiting_permission",
    );
    const action_id = waiting.approvals[0]?.action_id;
    await perform(respondAction, { action_id, decision: "allow_session" }, runtime.services);
    await runtime.ended(first.run_id);

    const { run } = await runtime.ask("Again", { thread_id: first.thread_id });

    expect(run.approvals).toEqual([]);
    expect(run.calls[0]?.status).toBe("done");
  });

  it("expire when nobody answers", async () => {
    const clock = new ManualClock();
    const runtime = await testRuntime({ passes: WRITE, clock });
    const { run_id } = await runtime.submit("Write");
    await runtime.reaches(run_id, ({ status }) => status === "waiting_permission");
    await runtime.reaches(run_id, ({ title }) => title === "Waiting for you");

    clock.advance(24 * 60 * 60_000);
    const { run } = await runtime.ended(run_id);

    expect(run.approvals[0]?.decision).toBe("expired");
    expect(run.calls[0]?.status).toBe("expired");
  });

  it("follow deny before anything else", async () => {
    const policy = { mode: "bypass", rules: [{ match: "write", verdict: "deny" }] };
    const runtime = await testRuntime({ passes: WRITE, policy });

    const { run } = await runtime.ask("Write");

    expect(run.calls[0]?.status).toBe("denied");
    expect(run.approvals).toEqual([]);
  });
});
