import { openMemoryOutputStore } from "#runtime/artifact/memory-output-store.ts";
import type { Hook } from "#runtime/hook/hook.ts";
import type { Tool } from "#runtime/tool/tool.ts";
import { ManualClock, reader, writer } from "#runtime/test-runtime.ts";
import { answer, goldenCase, staller, stop, type GoldenCase } from "./golden-case.ts";

const READ_BOTH = `
- steps:
    - text: "I look at both. "
    - calls: [{ tool: read, arguments: { path: a.md } }, { tool: read, arguments: { path: b.md } }]
- steps: [{ text: "Both say the same." }]
`;
const READ_MISSING = `
- steps: [{ calls: [{ tool: read, arguments: { path: missing.md } }, { tool: read, arguments: { path: a.md } }] }]
- steps: [{ text: "One of them is not there." }]
`;
const BAD_ARGUMENTS = `
- steps: [{ calls: [{ tool: write, arguments: { path: 7 } }, { tool: read, raw_arguments: "{\\"path\\"" }] }]
- steps: [{ text: "That was wrong." }]
`;
const UNKNOWN = `
- steps: [{ calls: [{ tool: fly, arguments: { to: moon } }] }]
- steps: [{ text: "I cannot do that." }]
`;
const WRITE = `
- steps: [{ calls: [{ tool: write, arguments: { path: a.md } }] }]
- steps: [{ text: Done. }]
`;
const WRITE_TWICE = `
- steps: [{ calls: [{ tool: write, arguments: { path: a.md } }] }]
- steps: [{ calls: [{ tool: write, arguments: { path: b.md } }] }]
- steps: [{ text: Done. }]
`;
const MIXED = `
- steps: [{ calls: [{ tool: read, arguments: { path: a.md } }, { tool: write, arguments: { path: a.md } }, { tool: read, arguments: { path: b.md } }] }]
- steps: [{ text: Done. }]
`;
const STALL = `
- steps: [{ calls: [{ tool: read, arguments: { path: a.md } }, { tool: stall }] }]
- steps: [{ text: "It took too long." }]
`;

const SHOUT = `
- steps: [{ calls: [{ tool: shout }] }]
- steps: [{ text: "That was loud." }]
`;
const shouter: Tool = {
  ...reader,
  name: "shout",
  run: async () => ({ content: "line of text\n".repeat(5_000) }),
};

const DRAW = `
- steps: [{ calls: [{ tool: draw }] }]
- steps: [{ text: "There it is." }]
`;
/** As a tool does whose server has a page for its results. */
const drawer: Tool = {
  ...reader,
  name: "draw",
  run: async (_, context) => {
    const [kind, media_type] = ["bundle", "text/html"] as const;
    const payload = {
      kind,
      media_type,
      name: "page",
      version: 1,
      title: "Page",
      content: "<b>1</b>",
    };
    context.record({ type: "artifact.changed", artifact_id: "art_page", payload });
    return { content: "Drawn" };
  },
};

const cautious: Hook = {
  name: "cautious",
  point: "pre_tool_use",
  match: "write",
  run: async () => ({ decision: "deny", reason: "Not on Fridays" }),
};
const tidy: Hook = {
  name: "tidy",
  point: "pre_tool_use",
  match: "read",
  run: async () => ({ updated_input: { path: "a.md" } }),
};

/** What tools and the gate before them do to a run. */
export const TOOL_CASES: readonly GoldenCase[] = [
  goldenCase("tools-side-by-side", { passes: READ_BOTH }),
  goldenCase("tool-failed", { passes: READ_MISSING }),
  goldenCase("arguments-invalid", { passes: BAD_ARGUMENTS }),
  goldenCase("output-spilled", {
    passes: SHOUT,
    tools: [shouter],
    outputs: openMemoryOutputStore(new ManualClock()),
  }),
  goldenCase("tool-that-draws", { passes: DRAW, tools: [drawer] }),
  goldenCase("tool-unknown", { passes: UNKNOWN }),
  goldenCase("reads-and-a-write", { passes: MIXED, policy: { mode: "bypass" } }),
  goldenCase("write-allowed", { passes: WRITE }, (runtime, id) =>
    answer(runtime, id, "allow_once"),
  ),
  goldenCase("write-allowed-for-session", { passes: WRITE_TWICE }, (runtime, id) =>
    answer(runtime, id, "allow_session"),
  ),
  goldenCase("write-allowed-always", { passes: WRITE_TWICE }, (runtime, id) =>
    answer(runtime, id, "allow_always"),
  ),
  goldenCase("write-allowed-with-other-arguments", { passes: WRITE }, (runtime, id) =>
    answer(runtime, id, "allow_once", { arguments: { path: "b.md" } }),
  ),
  goldenCase("write-denied", { passes: WRITE }, (runtime, id) =>
    answer(runtime, id, "deny", { reason: "Not this file" }),
  ),
  goldenCase("write-denied-by-rule", {
    passes: WRITE,
    policy: { rules: [{ match: "wr*", verdict: "deny" }] },
  }),
  goldenCase("write-denied-in-plan-mode", { passes: WRITE, policy: { mode: "plan" } }),
  goldenCase("stopped-while-waiting", { passes: WRITE }, async (runtime, id) => {
    await runtime.reaches(id, ({ status }) => status === "waiting_permission");
    await stop(runtime, id);
  }),
  goldenCase(
    "stopped-during-tool",
    { passes: STALL, tools: [reader, staller()] },
    async (runtime, id) => {
      await runtime.reaches(id, ({ calls }) => {
        return calls[0]?.status === "done" && calls[1]?.status === "running";
      });
      await stop(runtime, id);
    },
  ),
  goldenCase("hook-denies", { passes: WRITE, hooks: [cautious], tools: [reader, writer] }),
  goldenCase("hook-changes-arguments", { passes: READ_BOTH, hooks: [tidy] }),
];
