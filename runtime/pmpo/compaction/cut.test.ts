import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { passagesOf } from "#runtime/pmpo/messages.ts";
import { boundaryOf } from "#runtime/state/fold-boundary.ts";
import { emptyThread, fold } from "#runtime/state/fold.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import { chooseCut } from "./cut.ts";
import { loosePairs } from "./testing/page-reader.ts";

describe("chooseCut()", () => {
  it("leaves every call with its result, the newest question, and as many messages as are to stay", () => {
    const turns = fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 5 }), {
      minLength: 1,
      maxLength: 5,
    });

    fc.assert(
      fc.property(turns, fc.integer({ min: 1, max: 8 }), (calls, keep) => {
        const thread = threadOf(calls);
        const before = passagesOf(thread).flatMap(({ messages }) => messages);
        const cut = chooseCut(thread, keep);
        if (cut === undefined) return;

        const kept = passagesOf(withBoundary(thread, cut)).flatMap(({ messages }) => messages);

        expect(kept.length).toBeGreaterThanOrEqual(keep);
        expect(kept.length + cut.message_count).toBe(before.length);
        expect(kept).toEqual(before.filter((message) => kept.some((one) => isSame(one, message))));
        expect(loosePairs(kept)).toEqual([]);
        expect(JSON.stringify(kept)).toContain(`"Question ${calls.length - 1}"`);
        expect(cut.message_count).toBeGreaterThan(0);
      }),
    );
  });

  it("does not touch the newest turn where a cut before it suffices", () => {
    const thread = threadOf([
      [1, 1, 1],
      [1, 1, 1],
    ]);

    const gentle = chooseCut(thread, 2);
    const hard = chooseCut(thread, 2, () => false);

    expect(gentle?.through).toEqual({ turn_id: "t_0" });
    expect(hard?.through).toEqual({ turn_id: "t_1", step_id: "st_1_1" });
  });

  it("finds nothing to cut in a conversation that is no longer than what is to stay", () => {
    expect(chooseCut(threadOf([[0]]), 1)).toBeUndefined();
    expect(chooseCut(threadOf([[1, 1]]), 9)).toBeUndefined();
    expect(chooseCut(threadOf([]), 1)).toBeUndefined();
  });

  it("goes on from the boundary before", () => {
    const thread = threadOf([[1, 1, 1, 1, 1]]);
    const first = chooseCut(thread, 4);
    if (first === undefined) throw new Error("Nothing was cut");

    const second = chooseCut(withBoundary(thread, first), 2);

    expect(first.through.step_id).toBe("st_0_2");
    expect(second?.through.step_id).toBe("st_0_3");
    expect(second?.message_count).toBe(2);
  });
});

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function withBoundary(thread: ThreadState, cut: NonNullable<ReturnType<typeof chooseCut>>) {
  const { through, through_sequence } = cut;
  const payload = { summary: "S", through, through_sequence };
  const event = draft(thread, "context.compaction.completed", payload);
  if (event.type !== "context.compaction.completed") throw new Error("Another event");
  return { ...thread, ...boundaryOf(thread, event) };
}

/** A thread with one turn for each list, a step for each number, and as many calls in it. */
function threadOf(turns: readonly (readonly number[])[]): ThreadState {
  let state = emptyThread("s_1", "th_1");
  const say = (type: string, ids: object, payload: object) => {
    state = fold(state, { ...draft(state, type, payload), ...ids });
  };
  for (const [turn, steps] of turns.entries()) {
    const ids = { turn_id: `t_${turn}`, run_id: `r_${turn}` };
    say("turn.submitted", ids, { input: { text: `Question ${turn}` }, options: {} });
    say("turn.started", ids, { agent: "a", model: "m" });
    for (const [step, count] of steps.entries()) {
      const own = { ...ids, step_id: `st_${turn}_${step}` };
      const calls = Array.from({ length: count }, (_, at) => `${turn}-${step}-${at}`);
      say("model.requested", own, { provider: "a", model: "m", message_count: 1, tools: 0 });
      say("model.delta", own, { text: `Answer ${turn}.${step}` });
      say("model.completed", own, {
        finish_reason: "stop",
        usage: {},
        tool_calls: calls.map((id) => ({
          tool_call_id: `call_${id}`,
          provider_call_id: id,
          name: "read",
          arguments: "{}",
        })),
      });
      for (const id of calls) {
        const call = { ...own, tool_call_id: `call_${id}` };
        say("tool.result", call, { name: "read", output: { content: `Result ${id}` } });
      }
    }
    say("turn.completed", ids, { usage: {} });
  }
  return state;
}

function draft({ sequence, session_id, thread_id }: ThreadState, type: string, payload: object) {
  const stamp = { event_id: "ev_1", timestamp: "2026-01-01T00:00:00.000Z", schema_version: "1" };
  const event = { ...stamp, type, sequence: sequence + 1, session_id, thread_id, payload };
  // Each payload is written as its class wants it.
  return event as RuntimeEvent;
}
