import { expect, test } from "vitest";

import type { RuntimeEvent } from "./catalogue.ts";
import { toProfileEvent } from "./export-profile.ts";
import { SAMPLE_EVENTS } from "./samples.ts";
import {
  isPublished,
  publishedSchema,
  SCHEMAS,
} from "#runtime/replay/testing/published-schemas.ts";

function exported(type: RuntimeEvent["type"]): Readonly<Record<string, unknown>> {
  const event = SAMPLE_EVENTS.find((candidate) => candidate.type === type);
  if (event === undefined) throw new Error(`No sample of "${type}"`);
  return toProfileEvent(event, "rt_1");
}

test("keys that our schemas name become camelCase, down to the last list", () => {
  expect(exported("context.resolved")).toEqual({
    type: "context.resolved",
    eventId: "ev_1",
    timestamp: "2026-11-30T09:00:00.000Z",
    sequence: 1,
    schemaVersion: "lime-profile-0.4.0",
    runtimeId: "rt_1",
    sessionId: "s_1",
    threadId: "th_1",
    turnId: "t_1",
    taskId: "task_1",
    runId: "r_1",
    payload: {
      agent: "atlas",
      systemPrompt: "Answer from the sources.",
      skills: [{ id: "testing", title: "Testing" }],
      messageCount: 3,
    },
    refs: { replayRef: "replay:r_1" },
  });
});

test("foreign JSON keeps its names: arguments, schemas, records", () => {
  expect(exported("tool.started")["payload"]).toMatchObject({
    arguments: { file_path: "src/retry.ts" },
    idempotencyKey: "call_1",
  });
  expect(exported("tool.catalog.resolved")["payload"]).toMatchObject({
    tools: [{ inputSchema: { type: "object", properties: { file_path: { type: "string" } } } }],
  });
  expect(exported("benchmark.trial.completed")["trajectory"]).toMatchObject({
    exportStatus: "exported",
    requiredFieldStatus: { session_id: true },
  });
});

test("fields that no schema names stay under their own names", () => {
  const [event] = SAMPLE_EVENTS.filter(({ type }) => type === "tool.progress");
  // An extra field is what a newer writer adds; the type has no word for it.
  const extended = { ...event, vendor_key: 1, payload: { eta_ms: 5 } } as unknown as RuntimeEvent;

  expect(toProfileEvent(extended, "rt_1")).toMatchObject({ vendor_key: 1, payload: { eta_ms: 5 } });
});

test("what the profile wants on the envelope moves there from the payload", () => {
  expect(exported("job.item.failed")).toMatchObject({ jobId: "job_1", jobItemId: "item_1" });
  expect(exported("job.item.failed")["payload"]).not.toHaveProperty("jobId");
  expect(exported("benchmark.reward.recorded")).toMatchObject({
    benchmark: { datasetId: "flaky-tests" },
    reward: { value: 1, detailsRef: "reward:trial_1" },
    payload: {},
  });
});

test("an event is not changed by its export", () => {
  const before = JSON.stringify(SAMPLE_EVENTS);

  for (const event of SAMPLE_EVENTS) toProfileEvent(event, "rt_1");

  expect(JSON.stringify(SAMPLE_EVENTS)).toBe(before);
});

test.for(["agentruntime-event", "agentruntime-lime-profile-event"])(
  "exported samples of every class are valid by the published schema %s",
  (name, { skip }) => {
    skip(!isPublished, `The published schemas are not at ${SCHEMAS.pathname}`);
    const validate = publishedSchema(name);

    const problems = SAMPLE_EVENTS.flatMap((event) =>
      validate(toProfileEvent(event, "rt_1")) ? [] : [[event.type, validate.errors]],
    );

    expect(problems).toEqual([]);
  },
);

test("the published profile refuses an event without an id of its family", ({ skip }) => {
  skip(!isPublished, `The published schemas are not at ${SCHEMAS.pathname}`);
  const { toolCallId: _, ...broken } = exported("tool.started");

  expect(publishedSchema("agentruntime-lime-profile-event")(broken)).toBe(false);
});
