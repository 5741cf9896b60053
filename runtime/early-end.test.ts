import { describe, expect, it } from "vitest";

import { Agent } from "#runtime/agent/agent.ts";
import { perform } from "#runtime/control/dispatch.ts";
import { interruptTurn } from "#runtime/control/interrupt-turn.ts";
import { answerText } from "#runtime/state/run-queries.ts";
import { reader, testRuntime } from "./test-runtime.ts";

const READ_THREE = `
- steps:
    - calls:
        - { tool: read, arguments: { path: a.md } }
        - { tool: read, arguments: { path: b.md } }
        - { tool: read, arguments: { path: c.md } }
- steps: [{ text: All read }]
`;
const WRITE = `
- steps: [{ calls: [{ tool: write, arguments: { path: note.md } }] }]
- steps: [{ text: Done }]
`;

describe("stop", () => {
  it("closes the model's stream, keeps the partial answer and says who stopped it", async () => {
    let isClosed = false;
    const runtime = await testRuntime({
      driver: {
        provider: "test",
        model: "driver",
        async *stream(_request, signal) {
          yield [{ type: "message_delta", text: "Once upon" }];
          await new Promise((_, reject) =>
            signal.addEventListener("abort", () => {
              isClosed = true;
              reject(signal.reason);
            }),
          );
        },
      },
    });
    const { run_id } = await runtime.submit("Tell");
    await runtime.reaches(run_id, (run) => answerText(run) !== "");

    const answer = await perform(interruptTurn, { run_id }, runtime.services);
    const again = await perform(interruptTurn, { run_id }, runtime.services);
    const { run, events } = await runtime.ended(run_id);

    expect([answer.status, again.status]).toEqual(["accepted", "no_op"]);
    expect(isClosed).toBe(true);
    expect(run.status).toBe("cancelled");
    expect(answerText(run)).toBe("Once upon");
    expect(run.parts.at(-1)).toMatchObject({ kind: "notice", title: "Stopped by you" });
    expect(events.filter(({ type }) => type === "turn.failed")).toHaveLength(1);
  });

  it("cancels a running tool and gives each open call its end", async () => {
    const slow = {
      ...reader,
      run: (_args: object, { signal }: { signal: AbortSignal }) =>
        new Promise<never>((_, reject) =>
          signal.addEventListener("abort", () => reject(signal.reason)),
        ),
    };
    const runtime = await testRuntime({ passes: READ_THREE, tools: [slow] });
    const { run_id } = await runtime.submit("Read");
    await runtime.reaches(run_id, ({ calls }) => calls.some(({ status }) => status === "running"));

    await perform(interruptTurn, { run_id }, runtime.services);
    const { run } = await runtime.ended(run_id);

    expect(run.calls.map(({ status }) => status)).toEqual(["cancelled", "cancelled", "cancelled"]);
    expect(run.status).toBe("cancelled");
  });

  it("withdraws a question that nobody answered yet", async () => {
    const runtime = await testRuntime({ passes: WRITE });
    const { run_id } = await runtime.submit("Write");
    await runtime.reaches(run_id, ({ status }) => status === "waiting_permission");

    await perform(interruptTurn, { run_id }, runtime.services);
    const { run } = await runtime.ended(run_id);

    expect(run.approvals[0]?.decision).toBe("cancelled");
    expect(run.calls[0]?.status).toBe("cancelled");
  });
});

describe("budgets", () => {
  it("end a run that asks for tools without end", async () => {
    const endless = `[{ steps: [{ calls: [{ tool: read, arguments: { path: a } }] }] }, { steps: [{ text: x }] }]`;
    const agent = Agent.parse({ id: "small", system_prompt: "x", budget: { tool_calls: 1 } });
    const runtime = await testRuntime({ passes: endless, agents: [agent] });

    const { run, events } = await runtime.ask("Loop");

    expect(run.status).toBe("failed");
    expect(run.error).toMatchObject({ code: "budget" });
    expect(events.some(({ type }) => type === "limit.changed")).toBe(true);
  });
});
