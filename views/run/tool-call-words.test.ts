import { expect, test } from "vitest";

import type { ApprovalState } from "#runtime/state/approval-state.ts";
import type { ToolCallState } from "#runtime/state/thread-state.ts";
import { argumentsLine, stateWords, toolLabel } from "./tool-call-words.ts";

const CALL: ToolCallState = {
  tool_call_id: "call_1",
  name: "fs__read_file",
  status: "running",
  sequence: 4,
  arguments_text: '{"path":"a.ts","lines":[1,2]}',
  started_at: "2026-11-20T14:00:00.000Z",
};
const CANCEL = { at: "", reason: "Stopped by you", requested_by: "person", sequence: 9 } as const;
const ENDED = "2026-11-20T14:00:01.200Z";

test("a tool is named by its source and its name", () => {
  expect(toolLabel("fs__read_file")).toBe("fs.read_file");
  expect(toolLabel("")).toBe("tool");
});

test.each<[Partial<ToolCallState>, string]>([
  [{ status: "writing" }, "writing arguments"],
  [{}, "running"],
  [
    {
      status: "done",
      output: { content: "one" },
      reused_from: { run_id: "r_1", tool_call_id: "call_0" },
    },
    "reused",
  ],
  [{ progress: 9, total: 52 }, "\u20079 of 52"],
  [{ progress: 0.5 }, "0.5"],
  [{ status: "done", ended_at: ENDED, output: { content: "a\nb\n" } }, "2 lines · 1.2 s"],
  [{ status: "done", ended_at: ENDED, output: { content: "" } }, "no output · 1.2 s"],
  [{ status: "timed_out", ended_at: ENDED }, "timed out · 1.2 s"],
  [{ status: "lost" }, "outcome unknown"],
  [{ attempt: 2 }, "running · attempt 2"],
  [{ status: "denied", denied_by: "fs.write(/etc/**)" }, 'denied by the rule "fs.write(/etc/**)"'],
  [{ status: "cancelled", cancel: CANCEL }, "cancelled by you"],
  [{ status: "cancelled" }, "cancelled"],
])("a call with %j reads %j", (facts, words) => {
  expect(stateWords({ ...CALL, ...facts })).toBe(words);
});

test("calls that wait together tell their places, one that waits alone does not", () => {
  const [first, second, third] = ["call_1", "call_2", "call_3"].map(
    (tool_call_id): ToolCallState => ({ ...CALL, tool_call_id, status: "queued" }),
  );
  if (first === undefined || second === undefined || third === undefined) throw new Error("None");

  expect(stateWords(second, { calls: [first, second, third] })).toBe("queued, 2nd");
  expect(stateWords(second, { calls: [{ ...first, status: "running" }, second] })).toBe("queued");
});

test("a call says who stopped or refused it: the person who stopped its run, or answered no", () => {
  const approval = { tool_call_id: "call_1", decided_by: "person" } as ApprovalState;

  expect(stateWords({ ...CALL, status: "cancelled" }, { cancel: CANCEL })).toBe("cancelled by you");
  expect(stateWords({ ...CALL, status: "denied" }, { approvals: [approval] })).toBe(
    "denied by you",
  );
});

test("arguments stand in one line: values when they are whole, the text while it is written", () => {
  expect(argumentsLine({ ...CALL, status: "queued" })).toBe("a.ts, [1,2]");
  expect(argumentsLine({ ...CALL, status: "writing", arguments_text: '{"path":\n "a' })).toBe(
    '{"path": "a',
  );
  expect(argumentsLine({ ...CALL, status: "queued", arguments_text: "{broken" })).toBe("{broken");
  expect(argumentsLine({ ...CALL, arguments: { text: "x".repeat(500) } })).toHaveLength(121);
});
