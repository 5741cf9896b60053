import type { ForkedThread } from "#runtime/control/begin-branch.ts";
import { perform } from "#runtime/control/dispatch.ts";
import { editTurn, regenerateTurn } from "#runtime/control/edit-turn.ts";
import { forkThread } from "#runtime/control/fork-thread.ts";
import type { EventType, RuntimeEvent } from "#runtime/event/catalogue.ts";
import { calls, says, scriptedModels } from "#runtime/model/testing/scripted-models.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import type { TestRuntimeOptions } from "#runtime/test-runtime.ts";
import { answer, goldenRuntime, type GoldenCase, type TestRuntime } from "./golden-case.ts";

const WORK = `
- steps:
    - text: "First I write. "
    - calls: [{ tool: write, arguments: { path: a.md } }]
- steps: [{ calls: [{ tool: read, arguments: { path: b.md } }, { tool: write, arguments: { path: c.md } }] }]
- steps:
    - text: "Done"
    - citation: { title: b.md, path: b.md, start_line: 1, end_line: 2, call: 2 }
    - bundle: { artifact: chart, title: Chart, html: "<p>1</p>" }
`;
const BYPASS = { mode: "bypass" };

/** The origin writes one file, a fork with the other model another one. */
const OTHERWISE = scriptedModels(
  {
    "a/1": (call) => (call % 2 === 1 ? calls("write", { path: "a.md" }) : says("Done")),
    "b/2": (call) => (call % 2 === 1 ? calls("write", { path: "b.md" }) : says("Otherwise")),
  },
  {},
);

/** Branches: other words, another try, and runs that go on from the midst of others. */
export const BRANCH_CASES: readonly GoldenCase[] = [
  branched("branch-edited", {}, ({ services }, { turn_id }) =>
    perform(editTurn, { turn_id, input: { text: "Look at b.md" } }, services),
  ),
  branched("branch-regenerated", {}, ({ services }, { turn_id }) =>
    perform(regenerateTurn, { turn_id }, services),
  ),
  branched("fork-reuses-results", { passes: WORK, policy: BYPASS }, (runtime, run, events) =>
    fork(runtime, { run_id: run.run_id, sequence: endOf(events, "tool.result") }),
  ),
  branched("fork-in-an-answer", { passes: WORK, policy: BYPASS }, (runtime, run, events) =>
    fork(runtime, {
      run_id: run.run_id,
      sequence: endOf(events, "model.delta"),
      changes: { system_prompt: "Be brief." },
    }),
  ),
  branched("fork-blocks-effect", { models: OTHERWISE, policy: BYPASS }, (runtime, { run_id }) =>
    fork(runtime, { run_id, options: { model: "b/2" }, effects: "block" }),
  ),
  branched(
    "fork-asks-for-effect",
    { models: OTHERWISE, policy: BYPASS },
    async (runtime, { run_id }) => {
      const forked = await fork(runtime, { run_id, options: { model: "b/2" } });
      await answer(runtime, forked.run_id ?? "", "allow_once");
      return forked;
    },
  ),
  branched("fork-changes-result", { passes: WORK, policy: BYPASS }, (runtime, run, events) => {
    const [call] = run.calls;
    const tool_result = { tool_call_id: call?.tool_call_id, content: "The disk is full" };
    const sequence = endOf(events, "tool.result");
    return fork(runtime, { run_id: run.run_id, sequence, changes: { tool_result } });
  }),
  branched("fork-of-a-fork", { passes: WORK, policy: BYPASS }, async (runtime, run, events) => {
    const sequence = endOf(events, "tool.result");
    const first = await fork(runtime, { run_id: run.run_id, sequence });
    const more = (await runtime.ended(first.run_id ?? "")).events;
    const own = more.filter(({ thread_id }) => thread_id === first.thread_id);
    return fork(runtime, { run_id: first.run_id, sequence: endOf(own, "tool.result") });
  }),
];

/** A history of the branch that is made of a run that has ended. */
function branched(
  name: string,
  options: TestRuntimeOptions,
  branch: (
    runtime: TestRuntime,
    run: RunState,
    events: readonly RuntimeEvent[],
  ) => Promise<ForkedThread>,
): GoldenCase {
  return {
    name,
    async record() {
      const runtime = await goldenRuntime(options);
      const { run, events } = await runtime.ask("Look at a.md");
      const { run_id = "" } = await branch(runtime, run, events);
      return (await runtime.ended(run_id)).events;
    },
  };
}

function fork({ services }: TestRuntime, input: object): Promise<ForkedThread> {
  return perform(forkThread, input, services);
}

/** Where the first event of a class stands. */
function endOf(events: readonly RuntimeEvent[], type: EventType): number | undefined {
  return events.find((event) => event.type === type)?.sequence;
}
