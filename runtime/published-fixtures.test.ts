import { describe, expect, it } from "vitest";
import { z } from "zod";

import { toProfileSnapshot } from "#runtime/control/profile-snapshot.ts";
import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { Envelope } from "#runtime/event/envelope.ts";
import { toProfileEvent } from "#runtime/event/export-profile.ts";
import { importProfile } from "#runtime/event/import-profile.ts";
import { PAYLOADS } from "#runtime/event/profile-names.ts";
import {
  fixtureNames,
  isPublished,
  publishedSchema,
  readFixture,
  SCHEMAS,
} from "#runtime/replay/testing/published-schemas.ts";
import { PUBLISHED_RUNTIME, publishedStory } from "#runtime/replay/testing/published-story.ts";
import { evidenceSignals } from "#runtime/state/evidence-signals.ts";
import { emptyThread, fold } from "#runtime/state/fold.ts";
import { benchmarkSummary } from "#runtime/state/snapshots/benchmark-summary.ts";
import type { Observed } from "#runtime/state/snapshots/snapshot.ts";
import { taskSnapshot } from "#runtime/state/snapshots/task-snapshot.ts";
import { threadReadModel } from "#runtime/state/snapshots/thread-read-model.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";

/** No process of this runtime works on what was imported. */
const SEEN: Observed = { epoch: 1, durability: "memory", working: false };
const WORKED: Observed = { ...SEEN, working: true };

const SUBMIT = "submit-turn-event.json";
const ROUTING = "routing-single-candidate-event.json";
const ACTION = "tool-approval-action-required-event.json";
const ATTEMPT = "task-retry-attempt-failed-event.json";
const EVIDENCE = "evidence-export-event.json";
const SNAPSHOT = "thread-read-snapshot.json";
const TRIAL = "benchmark-trial-pack.json";

/** What the fixtures of events say that no member of our catalogue carries: kept on the event, and no more. */
const KEPT_ON_THE_EVENT: Readonly<Record<string, readonly string[]>> = {
  [SUBMIT]: ["payload.status"],
  [ROUTING]: [
    "payload.taskKind",
    "payload.candidateCount",
    "payload.selectedModel",
    "payload.decisionSource",
    "payload.capabilityGap",
  ],
  [ACTION]: ["payload.actionType", "payload.toolName", "payload.decisionKind", "payload.scope"],
  [ATTEMPT]: [
    "payload.status",
    "payload.retryable",
    "payload.failureCategory",
    "payload.nextAttemptPolicy",
  ],
  [EVIDENCE]: [],
};
const EVENTS = Object.keys(KEPT_ON_THE_EVENT);

function folded(documents: readonly unknown[]): ThreadState {
  return importProfile(documents).reduce(fold, emptyThread("sess_lime_001", "thread_lime_001"));
}

function turnOf({ turns }: ThreadState): ThreadState["turns"][number] {
  const turn = turns[0];
  if (turn === undefined) throw new Error("The history has no turn");
  return turn;
}

/** Members of an event that our schema of its class does not name. */
function unnamed(event: RuntimeEvent): readonly string[] {
  const payload = PAYLOADS.get(event.type);
  const shapes = [
    ["", { ...event, payload: undefined, type: undefined }, Envelope.shape],
    ["payload.", event.payload, payload && "shape" in payload ? payload.shape : {}],
  ] as const;
  return shapes.flatMap(([prefix, value, shape]) =>
    Object.entries(value)
      .filter(([name, member]) => member !== undefined && !Object.hasOwn(shape ?? {}, name))
      .map(([name]) => prefix + name),
  );
}

describe.skipIf(!isPublished)(`the published fixtures (beside ${SCHEMAS.pathname})`, () => {
  it("are the seven that have a test here", () => {
    expect(fixtureNames().toSorted()).toEqual([...EVENTS, SNAPSHOT, TRIAL].toSorted());
  });

  it.each(EVENTS)("%s comes back from an import and an export as it is", (name) => {
    const fixture = readFixture(name);
    const [event] = importProfile(fixture);
    if (event === undefined) throw new Error("Nothing was imported");

    expect(toProfileEvent(event, "rt_other")).toEqual(fixture);
  });

  it.each(EVENTS)("%s says no more than our catalogue carries, but for what is listed", (name) => {
    const [event] = importProfile(readFixture(name));

    expect(event && unnamed(event)).toEqual(KEPT_ON_THE_EVENT[name]);
  });

  it(`${SUBMIT} is an accepted turn whose words stand elsewhere`, () => {
    const state = folded([readFixture(SUBMIT)]);

    expect(turnOf(state)).toMatchObject({
      turn_id: "turn_lime_001",
      input_ref: "input://turn_lime_001/user",
      source: "workspace",
      trace_id: "trace_lime_001",
      submitted_at: "2026-05-11T10:00:00Z",
    });
    expect(threadReadModel(state, SEEN, { turns: state.turns }).status).toBe("accepted");
  });

  it(`${ROUTING} is a decision for the only candidate`, () => {
    const state = folded([readFixture(SUBMIT), readFixture(ROUTING)]);

    expect(turnOf(state).run.routing).toMatchObject({
      candidates: [{ model: "gpt-5.4", eligible: true }],
      decision: { model: "gpt-5.4", reason: "explicit_default", source: "default" },
    });
  });

  it(`${ACTION} pauses the turn for a person, who may allow or deny`, () => {
    const state = folded([readFixture(SUBMIT), readFixture(ACTION)]);
    const model = threadReadModel(state, WORKED, { turns: state.turns });

    expect(model).toMatchObject({
      status: "waiting_permission",
      standing: { state: "blocked" },
      active_turn: "turn_lime_001",
      pending_requests: [
        {
          action_id: "action_write_001",
          tool: "write_file",
          prompt: "Allow write_file to update README.md?",
          decisions: ["allow_once", "deny"],
        },
      ],
    });
    expect(turnOf(state).run.calls).toEqual([]);
    expect(evidenceSignals(turnOf(state), []).known_gaps).toEqual(["permissions"]);
  });

  it(`${ATTEMPT} is kept as a failed attempt of a task of which nothing else is known`, () => {
    const state = folded([readFixture(ATTEMPT)]);
    const { tasks } = taskSnapshot(state, SEEN, { items: state.tasks });

    expect(tasks).toMatchObject([
      {
        task_id: "task_lime_001",
        status: "unknown",
        objective: { state: "unknown" },
        last_error: { code: "tool_failed", retryable: true },
        attempts: [
          {
            run_id: "run_lime_001",
            attempt_id: "attempt_lime_001",
            status: "failed",
            ended_at: "2026-05-11T10:02:00Z",
          },
        ],
      },
    ]);
  });

  it(`${EVIDENCE} is evidence of its task, with what its checks came to`, () => {
    const state = folded([readFixture(EVIDENCE)]);
    const { tasks } = taskSnapshot(state, SEEN, { items: state.tasks });

    expect(state.evidence).toMatchObject([
      {
        evidence_id: "evidence_lime_001",
        run_id: "run_lime_002",
        pack_ref: "evidence://sess_lime_001/thread_lime_001/turn_lime_001",
        replay_ref: "replay://sess_lime_001/turn_lime_001",
        verification_outcomes: [{ name: "profile_fixture_validation", status: "passed" }],
      },
    ]);
    expect(tasks).toMatchObject([{ evidence_refs: ["evidence_lime_001"] }]);
  });

  it(`${SNAPSHOT} is what the fixtures' events fold to, with the events between them`, () => {
    const {
      workspaceId: _notCarried,
      threads: [thread],
      tasks: [task],
      ...published
    } = Published.parse(readFixture(SNAPSHOT));
    const { activeTurnId: _endedTurn, ...publishedThread } = thread;
    const { currentRunId: _endedRun, ...publishedTask } = task;

    const state = folded(publishedStory());
    const snapshot = toProfileSnapshot([{ state, observed: SEEN }], PUBLISHED_RUNTIME);

    expect(snapshot).toMatchObject({
      ...published,
      threads: [publishedThread],
      tasks: [publishedTask],
    });
    // We name as active, or current, only what has not ended.
    expect(snapshot.threads[0]).not.toHaveProperty("activeTurnId");
    expect(snapshot.tasks[0]).not.toHaveProperty("currentRunId");
    expect(publishedSchema("agentruntime-lime-profile-snapshot")(snapshot)).toBe(true);
  });

  it(`${TRIAL} is a trial with its reward, its trajectory and where its records stand`, () => {
    const pack = Pack.parse(readFixture(TRIAL));
    const { benchmark, runtimeCorrelation, refs, trajectory, reward, metrics } = pack;
    const event = (sequence: number, type: string, members: object, payload: object) => ({
      schemaVersion: pack.schemaVersion,
      ...runtimeCorrelation,
      eventId: `evt_${sequence}`,
      timestamp: "2026-05-11T10:05:00Z",
      type,
      sequence,
      benchmark,
      refs,
      ...members,
      payload,
    });
    const documents = [
      event(1, "benchmark.trial.completed", { trajectory }, { durationMs: metrics.durationMs }),
      event(2, "benchmark.reward.recorded", { reward }, {}),
    ];
    const validate = publishedSchema("agentruntime-lime-profile-event");

    const events = importProfile(documents);
    const state = events.reduce(fold, emptyThread("sess_123", "thread_123"));

    expect(documents.filter((document) => !validate(document))).toEqual([]);
    expect(events.map((known) => toProfileEvent(known, "rt_other"))).toEqual(documents);
    expect(benchmarkSummary(state, SEEN)).toMatchObject({
      standing: { state: "current" },
      trials: [
        {
          trial_id: "trial-tool-approval-candidate-1",
          status: "completed",
          run_id: "run_123",
          benchmark: {
            dataset_id: "lime-internal-agent-runtime-tasks",
            configuration_id: "candidate-feedback-v2",
            role: "candidate",
            single_changed_variable: "tool failure feedback profile",
          },
          duration_ms: 98_000,
          trajectory: { schema: "ATIF-v1.4-compatible", export_status: "exported" },
          reward: { value: 1, criteria: ["approval-denial-facts", "trajectory-present"] },
          refs: { reward_ref: "/logs/verifier/reward.json" },
        },
      ],
    });
    // A trial's own counts, and what a verdict was made from, belong to whoever judges.
    expect(Object.keys(pack).filter((name) => !CARRIED_OF_PACK.has(name))).toEqual([
      "metrics",
      "decisionInputs",
    ]);
  });
});

const CARRIED_OF_PACK: ReadonlySet<string> = new Set([
  "schemaVersion",
  "benchmark",
  "runtimeCorrelation",
  "refs",
  "trajectory",
  "reward",
]);

/** The members of the published documents that a test takes apart. */
const Published = z.looseObject({
  workspaceId: z.string(),
  threads: z.tuple([z.looseObject({ activeTurnId: z.string() })]),
  tasks: z.tuple([z.looseObject({ currentRunId: z.string() })]),
});
const Pack = z.looseObject({
  schemaVersion: z.string(),
  benchmark: z.looseObject({}),
  runtimeCorrelation: z.looseObject({}),
  refs: z.looseObject({}),
  trajectory: z.looseObject({}),
  reward: z.looseObject({}),
  metrics: z.looseObject({ durationMs: z.number() }),
});
