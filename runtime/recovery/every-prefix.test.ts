import { expect, it } from "vitest";

import { perform } from "#runtime/control/dispatch.ts";
import { respondAction } from "#runtime/control/respond-action.ts";
import type { EventOf, RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { Effect } from "#runtime/event/shared.ts";
import { openMemoryStore } from "#runtime/log/memory-log.ts";
import type { Entry, LogStore } from "#runtime/log/port.ts";
import { answerText, isTerminal } from "#runtime/state/run-queries.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { payloadsOf, testRuntime, typesOf } from "#runtime/test-runtime.ts";
import type { Tool } from "#runtime/tool/tool.ts";

const PASSES = `
- steps:
    - reasoning: Let me look
    - text: First I read.
    - calls:
        - { tool: look, arguments: { path: a.md } }
        - { tool: put, arguments: { path: b.md } }
        - { tool: send, arguments: { path: c.md } }
- steps:
    - bundle: { artifact: chart, title: Chart, html: <b>1</b> }
    - text: All done
`;
const POLICY = { rules: [{ match: "put", verdict: "allow" }] };
const EFFECTS = { look: "read", put: "idempotent", send: "at_most_once" } as const;
type Name = keyof typeof EFFECTS;

it("a run whose log ends anywhere goes on to the same end, and nothing is done twice", async () => {
  const whole = await play(openMemoryStore(), []);
  const begin = whole.events.findIndex(({ type }) => type === "turn.submitted") + 1;
  expect(whole.run.status).toBe("completed");
  expect(whole.events.length - begin).toBeGreaterThan(40);

  for (let length = begin; length < whole.events.length; length += 1) {
    const prefix = whole.events.slice(0, length);
    const { run, events, acts } = await play(await storeOf(prefix), prefix);

    expect(events.slice(0, length)).toEqual(prefix);
    expect({ length, ...outcome(run, events), acts }).toEqual({
      length,
      ...outcome(whole.run, whole.events),
      acts: expectedActs(prefix),
    });
  }
});

/** What must come out the same wherever the log was cut; each of these events stands in it once. */
function outcome(run: RunState, events: readonly RuntimeEvent[]) {
  return {
    status: run.status,
    text: answerText(run),
    calls: run.calls.map(({ name, status }) => ({ name, status })),
    bundles: run.parts.filter(({ kind }) => kind === "bundle").length,
    artifacts: run.artifacts.map(({ name, content }) => ({ name, content })),
    approvals: approvals(events),
    results: payloadsOf(events, "tool.result").map(({ name }) => name),
    ends: typesOf(events).filter((type) => /^(turn|task)\.(completed|failed)/.test(type)),
  };
}

/** What the rest of the run may do: nothing that has a result, nothing again that acts at most once. */
function expectedActs(prefix: readonly RuntimeEvent[]): readonly Name[] {
  const results = new Set(payloadsOf(prefix, "tool.result").map(({ name }) => name));
  const started = new Set(payloadsOf(prefix, "tool.started").map(({ name }) => name));
  return NAMES.filter((name) => {
    return !results.has(name) && (EFFECTS[name] !== "at_most_once" || !started.has(name));
  });
}

const NAMES: readonly Name[] = ["look", "put", "send"];

function approvals(events: readonly RuntimeEvent[]): readonly string[] {
  return payloadsOf(events, "action.required")
    .filter(({ action_type }) => action_type === "tool_approval")
    .map(({ tool }) => tool);
}

/** Plays the run, or the rest of it, and gives each question the answer that lets it go on. */
async function play(store: LogStore, prefix: readonly RuntimeEvent[]) {
  const acts: string[] = [];
  const tools = NAMES.map((name) => tool(name, EFFECTS[name], acts));
  const runtime = await testRuntime({ store, passes: PASSES, policy: POLICY, tools });
  const submitted = prefix.find(isSubmitted);
  const run_id = submitted?.run_id ?? (await runtime.submit("Go")).run_id;
  await runtime.boot();
  for (;;) {
    const run = await runtime.reaches(run_id, (known) => isTerminal(known.status) || asks(known));
    if (!asks(run)) return { ...(await runtime.ended(run_id)), acts };
    const asked = run.approvals.find(({ decision }) => decision === undefined);
    const decision = asked?.about === undefined ? "allow_once" : "mark_done";
    await perform(respondAction, { action_id: asked?.action_id, decision }, runtime.services);
  }
}

function asks(run: RunState): boolean {
  return run.approvals.some(({ decision }) => decision === undefined);
}

function isSubmitted(event: RuntimeEvent): event is EventOf<"turn.submitted"> {
  return event.type === "turn.submitted";
}

function tool(name: string, effect: Effect, acts: string[]): Tool {
  return {
    name,
    effect,
    description: "Acts",
    source: "native",
    input_schema: { type: "object", properties: { path: { type: "string" } } },
    run: async () => {
      acts.push(name);
      return { content: `${name} acted` };
    },
  };
}

async function storeOf(events: readonly RuntimeEvent[]): Promise<LogStore> {
  const store = openMemoryStore();
  const [first] = events;
  if (first === undefined) return store;
  const log = await store.open(first.session_id, first.thread_id);
  await log.append(events.map((event): Entry => ({ event, json: JSON.stringify(event) })));
  return store;
}
