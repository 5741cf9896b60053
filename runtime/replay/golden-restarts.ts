import type { Hook } from "#runtime/hook/hook.ts";
import { openMemoryStore } from "#runtime/log/memory-log.ts";
import type { ModelDriver } from "#runtime/model/driver.ts";
import { says, scriptedModels } from "#runtime/model/testing/scripted-models.ts";
import type { TestRuntimeOptions } from "#runtime/test-runtime.ts";
import {
  answer,
  countingIds,
  goldenRuntime,
  staller,
  type GoldenCase,
  type TestRuntime,
} from "./golden-case.ts";

const STALL = `
- steps: [{ calls: [{ tool: stall }] }]
- steps: [{ text: "It is there." }]
`;
const WRITE = `
- steps: [{ calls: [{ tool: write, arguments: { path: a.md } }] }]
- steps: [{ text: Done. }]
`;

/** Says half of it, and then nothing for ever. */
const HALF: ModelDriver = {
  provider: "a",
  model: "1",
  async *stream() {
    yield [{ type: "message_delta", text: "Half of the ans" }];
    await new Promise(() => {});
  },
};

/** Never answers. */
const HANGS: Hook = {
  name: "guard",
  point: "pre_tool_use",
  run: () => new Promise(() => {}),
};

/** Runs that a server left in their midst, and the next one went on with. */
export const RESTART_CASES: readonly GoldenCase[] = [
  restarted(
    "restarted-during-text",
    { driver: HALF },
    { models: scriptedModels({ "a/1": () => says("The answer") }, {}) },
    (before, id) => before.reaches(id, ({ parts }) => parts.length > 0),
  ),
  restarted(
    "restarted-during-read",
    { passes: STALL, tools: [staller()] },
    { passes: STALL, tools: [{ ...staller(), run: async () => ({ content: "slow words" }) }] },
    (before, id) => before.reaches(id, ({ calls }) => calls[0]?.status === "running"),
  ),
  restarted(
    "restarted-while-waiting",
    { passes: WRITE },
    { passes: WRITE },
    async (before, id) => {
      await before.reaches(id, ({ status }) => status === "waiting_permission");
      await before.services.queue.drain();
    },
    (after, id) => answer(after, id, "allow_once"),
  ),
  restarted(
    "restarted-during-hook",
    { passes: WRITE, hooks: [HANGS] },
    { passes: WRITE, hooks: [{ ...HANGS, run: () => Promise.reject(new Error("broken")) }] },
    (before, id) => before.reaches(id, ({ hook }) => hook !== undefined),
  ),
];

/** `left`: when the first server is gone. `then`: what people do to the second. */
function restarted(
  name: string,
  first: TestRuntimeOptions,
  second: TestRuntimeOptions,
  left: (runtime: TestRuntime, runId: string) => Promise<unknown>,
  then: (runtime: TestRuntime, runId: string) => Promise<unknown> = async () => {},
): GoldenCase {
  return {
    name,
    async record() {
      const shared = { store: openMemoryStore(), ids: countingIds() };
      const before = await goldenRuntime({ ...first, ...shared });
      const { run_id } = await before.submit("Look at a.md");
      await left(before, run_id);
      const after = await goldenRuntime({ ...second, ...shared });
      await after.boot();
      await then(after, run_id);
      return (await after.ended(run_id)).events;
    },
  };
}
