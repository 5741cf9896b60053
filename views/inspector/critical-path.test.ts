import { expect, it } from "vitest";

import { criticalPath } from "./critical-path.ts";
import type { Span } from "./spans.ts";

function span(id: string, from: number, to: number, kind: Span["kind"] = "tool"): Span {
  const rest = {
    lane: "tools",
    first: 1,
    last: 2,
    state: "done",
    outcome: "",
    attempt: 1,
  } as const;
  return { ...rest, kind, id, name: id, from, to, step: 1 };
}

it("the critical path leads back from the end over what each call waited for", () => {
  const run = span("run", 0, 100, "run");
  const step = span("step", 0, 60, "step");
  const spans = [
    run,
    step,
    span("model 1", 0, 20, "model"),
    span("quick", 21, 30),
    span("slow", 21, 50),
    span("model 2", 51, 99, "model"),
  ];

  const path = [...criticalPath(spans)].map(({ id }) => id);

  expect(path).toEqual(["model 2", "slow", "model 1"]);
});

it("the critical path of a run without calls is empty", () => {
  expect(criticalPath([span("run", 0, 1, "run")]).size).toBe(0);
});
