import { describe, expect, it } from "vitest";

import { perform } from "#runtime/control/dispatch.ts";
import { interruptTurn } from "#runtime/control/interrupt-turn.ts";
import { STOP_DEADLINE_MS } from "#runtime/pmpo/watched.ts";
import type { ModelDriver } from "#runtime/model/driver.ts";
import { answerText } from "#runtime/state/run-queries.ts";
import { STOP_PATIENCE_MS } from "#runtime/tool/execute.ts";
import type { Tool } from "#runtime/tool/tool.ts";
import { ManualClock, payloadsOf, reader, testRuntime, typesOf } from "./test-runtime.ts";

const READ_TWO = `
- steps:
    - calls:
        - { tool: read, arguments: { path: a.md } }
        - { tool: read, arguments: { path: b.md } }
- steps: [{ text: Went on }]
`;

const WRITE = `
- steps: [{ calls: [{ tool: write, arguments: { path: a.md } }] }]
- steps: [{ text: Done }]
`;

/** Never ends, whatever it is told. */
const deaf: Tool = { ...reader, run: () => new Promise(() => {}) };
/** Ends when it is told to. */
const obedient: Tool = {
  ...reader,
  run: (_args, { signal }) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
};

describe("a stop", () => {
  it("takes its rungs in the log: asked, calls asked, calls ended, run ended", async () => {
    const runtime = await testRuntime({ passes: READ_TWO, tools: [obedient] });
    const { run_id } = await runtime.submit("Read");
    await runtime.reaches(run_id, isRunningTools);

    await perform(interruptTurn, { run_id }, runtime.services);
    const { run, events } = await runtime.ended(run_id);

    const rungs = typesOf(events.slice(events.findIndex(isCancelRequest)));
    expect(rungs.filter((type) => type !== "tool.progress")).toEqual([
      "task.cancel_requested",
      "tool.failed",
      "tool.failed",
      "task.attempt.failed",
      "task.cancelled",
      "evidence.changed",
      "turn.failed",
    ]);
    expect(run).toMatchObject({ status: "cancelled" });
    expect(run).not.toHaveProperty("unresolved");
  });

  it("ends the run although its tools do not, and says that their outcome is unknown", async () => {
    const clock = new ManualClock();
    const runtime = await testRuntime({ passes: READ_TWO, tools: [deaf], clock });
    const { run_id } = await runtime.submit("Read");
    await runtime.reaches(run_id, isRunningTools);

    await perform(interruptTurn, { run_id }, runtime.services);
    await runtime.reaches(run_id, ({ calls }) =>
      calls.some(({ message }) => message !== "half way"),
    );
    clock.advance(STOP_PATIENCE_MS);
    const { run, events } = await runtime.ended(run_id);

    const ids = run.calls.map(({ tool_call_id }) => tool_call_id);
    expect(run).toMatchObject({ status: "cancelled", unresolved: ids });
    expect(run.calls.map(({ status }) => status)).toEqual(["lost", "lost"]);
    expect(run.parts.at(-1)).toMatchObject({ detail: "The outcome of read, read is unknown" });
    expect(payloadsOf(events, "tool.progress").map(({ message }) => message)).toEqual([
      "Asked to stop",
      "Asked to stop",
    ]);
  });

  it("ends the run in five seconds although its model never lets go", async () => {
    const clock = new ManualClock();
    const driver: ModelDriver = {
      provider: "test",
      model: "driver",
      async *stream() {
        yield [{ type: "message_delta", text: "Once upon" }];
        await new Promise(() => {});
      },
    };
    const runtime = await testRuntime({ driver, clock });
    const { run_id } = await runtime.submit("Tell");
    await runtime.reaches(run_id, (run) => answerText(run) !== "");

    await perform(interruptTurn, { run_id }, runtime.services);
    const stopping = await runtime.reaches(run_id, ({ cancel }) => cancel !== undefined);
    await new Promise(setImmediate);
    clock.advance(STOP_DEADLINE_MS);
    const { run, events } = await runtime.ended(run_id);

    expect(stopping.status).toBe("cancelling");
    expect([run.status, answerText(run)]).toEqual(["cancelled", "Once upon"]);
    expect(payloadsOf(events, "model.failed")).toMatchObject([{ reason: "cancelled" }]);
    expect(events.filter(({ type }) => type === "turn.failed")).toHaveLength(1);
    expect(events.at(-1)?.type).toBe("turn.failed");
  });

  it("ends the run at once where a person forces it, once, and never as the first rung", async () => {
    const runtime = await testRuntime({
      passes: READ_TWO,
      tools: [deaf],
      clock: new ManualClock(),
    });
    const { run_id } = await runtime.submit("Read");
    await runtime.reaches(run_id, isRunningTools);
    const force = () => perform(interruptTurn, { run_id, force: true }, runtime.services);

    await force();
    const stopping = await runtime.reaches(run_id, ({ cancel }) => cancel !== undefined);
    await force();
    const { run } = await runtime.ended(run_id);
    const late = await force();

    expect([stopping.status, stopping.cancel?.forced]).toEqual(["cancelling", undefined]);
    expect(run.status).toBe("cancelled");
    expect(run.calls.map(({ status }) => status)).toEqual(["lost", "lost"]);
    expect(run.unresolved).toHaveLength(2);
    expect(late.status).toBe("no_op");
  });

  it("of one call leaves the other calls and the run alone", async () => {
    const clock = new ManualClock();
    const ends: (() => void)[] = [];
    const patient: Tool = {
      ...reader,
      run: (_args, { signal }) =>
        new Promise((resolve, reject) => {
          ends.push(() => resolve({ content: "read" }));
          signal.addEventListener("abort", () => reject(signal.reason));
        }),
    };
    const runtime = await testRuntime({ passes: READ_TWO, tools: [patient], clock });
    const { run_id } = await runtime.submit("Read");
    const { calls } = await runtime.reaches(run_id, isRunningTools);
    const tool_call_id = calls[0]?.tool_call_id ?? "";
    await new Promise(setImmediate);

    const stop = { run_id, tool_call_id };
    const answers = [
      await perform(interruptTurn, stop, runtime.services),
      await perform(interruptTurn, stop, runtime.services),
    ];
    await runtime.reaches(run_id, (run) => run.calls[0]?.status === "cancelled");
    ends[1]?.();
    const { run } = await runtime.ended(run_id);
    const late = await perform(interruptTurn, stop, runtime.services);

    expect([...answers, late].map(({ status }) => status)).toEqual(["accepted", "no_op", "no_op"]);
    expect(run.calls.map(({ status }) => status)).toEqual(["cancelled", "done"]);
    expect([run.status, answerText(run)]).toEqual(["completed", "Went on"]);
  });

  it("of a call that does not run is refused with what to do instead", async () => {
    const runtime = await testRuntime({ passes: WRITE });
    const { run_id } = await runtime.submit("Write");
    const run = await runtime.reaches(run_id, ({ status }) => status === "waiting_permission");
    const tool_call_id = run.calls[0]?.tool_call_id ?? "";

    const stop = (id: string) =>
      perform(interruptTurn, { run_id, tool_call_id: id }, runtime.services);

    await expect(stop(tool_call_id)).rejects.toThrow("answer its question or stop the run");
    await expect(stop("call_none")).rejects.toThrow('has no call "call_none"');
    await perform(interruptTurn, { run_id }, runtime.services);
    await runtime.ended(run_id);
  });
});

function isRunningTools({ calls }: { calls: readonly { status: string }[] }): boolean {
  return calls.length === 2 && calls.every(({ status }) => status === "running");
}

function isCancelRequest({ type }: { type: string }): boolean {
  return type === "task.cancel_requested";
}
