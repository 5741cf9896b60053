import { expect, test } from "vitest";

import { RuntimeEvent } from "./catalogue.ts";
import { SAMPLE_EVENTS } from "./samples.ts";

/** The event classes of seed 003, standard and expanded, by the first word of their names. */
const CATALOGUE = {
  session: "created updated",
  thread: "started updated",
  turn: "submitted started completed failed",
  task: [
    "created accepted queued started updated progress waiting blocked paused resumed retrying",
    "cancel_requested cancelled timed_out failed lost completed archived",
    "profile.resolved delegated dependency.updated",
    "attempt.started attempt.completed attempt.failed",
  ].join(" "),
  run: "status",
  model: "requested delta completed failed",
  reasoning: "delta summary",
  tool: "catalog.resolved started args progress result failed",
  action: "required resolved",
  queue: "changed",
  context: "resolved compaction.started compaction.completed compaction.failed",
  artifact: "changed",
  evidence: "changed",
  subagent: "spawned status input completed failed closed",
  limit: "changed",
  snapshot: "updated repaired",
  runtime: "warning error",
  permission: "evaluated requested resolved",
  sandbox: "applied violation",
  hook: "started completed failed",
  policy: "changed",
  process: "started output input completed failed terminated",
  routing: "candidates.resolved decided fallback.applied not_possible single_candidate",
  cost: "estimated recorded",
  rate_limit: "hit",
  quota: "low blocked",
  channel: "connected disconnected resumed message permission_forwarded permission_returned",
  job: [
    "created started progress completed failed cancelled",
    "item.started item.completed item.failed",
  ].join(" "),
  output: "spilled truncated redacted expired",
  history: "window.loaded reconstructed rollback.started rollback.completed",
  benchmark: [
    "dataset.resolved configuration.resolved trial.started trial.completed trial.failed",
    "reward.recorded comparison.completed",
  ].join(" "),
};
const NAMES = Object.entries(CATALOGUE).flatMap(([family, rest]) =>
  rest.split(" ").map((name) => `${family}.${name}`),
);

test("the catalogue has exactly the 120 event classes of the seed", () => {
  const types = RuntimeEvent.options.map((schema) => schema.shape.type.value);

  expect(NAMES).toHaveLength(120);
  expect(types.toSorted()).toEqual(NAMES.toSorted());
});

test("every event class has a sample", () => {
  const sampled = new Set<string>(SAMPLE_EVENTS.map((event) => event.type));

  expect(NAMES.filter((name) => !sampled.has(name))).toEqual([]);
});

test.for(SAMPLE_EVENTS.map((event) => [event.type, event] as const))(
  "a sample of %s is valid and has no field that its schema does not name",
  ([, event]) => {
    expect(RuntimeEvent.parse(event)).toEqual(event);
  },
);

test("a payload of another class is refused", () => {
  const [started] = SAMPLE_EVENTS.filter((event) => event.type === "tool.started");

  const parsed = RuntimeEvent.safeParse({ ...started, type: "process.started" });

  expect(parsed.success).toBe(false);
});
