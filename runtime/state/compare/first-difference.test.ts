import { describe, expect, it } from "vitest";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { compareEvents } from "./event-comparison.ts";
import { differenceWords, firstDifference } from "./first-difference.ts";
import { scriptedRun, type Deed } from "./testing/scripted-run.ts";

const READ = {
  does: "call",
  tool: "tests__run",
  path: "a.md",
  result: "Yes",
  fails: false,
} as const;
const SAY = { does: "say", text: "It is done" } as const;
const HERE = { salt: "0a", cut: 4, pace: 10 };

function run(...steps: readonly (readonly Deed[])[]): RuntimeEvent[] {
  return scriptedRun({ question: "Go", steps }, HERE);
}

function words(a: readonly RuntimeEvent[], b: readonly RuntimeEvent[]): string | undefined {
  const first = firstDifference(compareEvents(a, b));
  return first && differenceWords(first, (tool) => tool.replace("__", "."));
}

/** The run with another payload of the events of one class. */
function with_(
  events: readonly RuntimeEvent[],
  type: RuntimeEvent["type"],
  payload: object,
): RuntimeEvent[] {
  return events.map((event) =>
    // Fields of the same class in the place of those that were there.
    event.type === type
      ? ({ ...event, payload: { ...event.payload, ...payload } } as RuntimeEvent)
      : event,
  );
}

describe("differenceWords()", () => {
  it("says in the words of the tool what is the first to differ", () => {
    const a = run([READ], [SAY]);

    const other = with_(a, "tool.started", { arguments: { path: "b.md" } });
    expect(words(a, other)).toBe("tests.run got other arguments");
    expect(words(a, run([{ ...READ, result: "No" }], [SAY]))).toBe(
      "tests.run gives another result",
    );
    expect(words(a, run([{ ...READ, fails: true }], [SAY]))).toBe(
      "tests.run fails in B and not in A",
    );
    expect(words(run([{ ...READ, fails: true }], [SAY]), a)).toBe(
      "tests.run fails in A and not in B",
    );
  });

  it("says what the model does otherwise", () => {
    const a = run([SAY]);

    expect(words(a, run([{ ...SAY, text: "It is not" }]))).toBe("the model says something else");
    expect(words(a, run([READ]))).toBe("only A says something here");
    expect(words(a, run([{ does: "think", text: "So?" }]))).toBe(
      "A says something, B thinks something",
    );
    expect(words(a, run([{ does: "think", text: "So?" }, SAY]))).toBe(
      "only B thinks something here",
    );
    expect(words(a, with_(a, "model.requested", { model: "gpt-6" }))).toBe(
      "another model is asked",
    );
    expect(words(a, with_(a, "model.completed", { finish_reason: "length" }))).toBe(
      "the model stops for another reason",
    );
  });

  it("says in which of both something failed", () => {
    const a = run([SAY]);
    const failed = (type: RuntimeEvent["type"], end: object) =>
      a.map((event) => (event.type === type ? { ...event, ...end } : event));
    const error = { code: "broken", message: "It broke" };
    const model = { type: "model.failed", payload: { reason: "error", error } };
    const turn = { type: "turn.failed", payload: { status: "failed", error } };

    const modelFailed = failed("model.completed", model);
    expect(words(a, modelFailed)).toBe("the model fails in B and not in A");
    expect(words(modelFailed, a)).toBe("the model fails in A and not in B");
    expect(words(failed("turn.completed", turn), a)).toBe("A fails and B completes");
  });

  it("says what was another one from the start", () => {
    const a = run([SAY]);

    expect(words(a, with_(a, "turn.submitted", { input: { text: "Stop" } }))).toBe(
      "the question is another one",
    );
    expect(words(a, with_(a, "turn.started", { model: "gpt-6" }))).toBe("another model answers");
  });

  it("says which class of events only one of both has, where it has no better words", () => {
    const a = run([SAY]);
    const warning = { type: "runtime.warning", payload: { code: "slow", message: "Slow" } };
    const b = [...a.slice(0, 2), { ...a[1], ...warning } as RuntimeEvent, ...a.slice(2)];

    expect(words(a, b)).toBe("only B has runtime.warning here");
    expect(words(b, with_(b, "runtime.warning", { message: "Very slow" }))).toBe(
      "runtime.warning says something else",
    );
  });

  it("says nothing of runs that do the same", () => {
    expect(words(run([SAY]), run([SAY]))).toBeUndefined();
  });
});
