import type { Hook } from "#runtime/hook/hook.ts";
import { goldenCase, type GoldenCase } from "./golden-case.ts";

const READ_BOTH = `
- steps:
    - text: "I look at both. "
    - calls: [{ tool: read, arguments: { path: a.md } }, { tool: read, arguments: { path: missing.md } }]
- steps: [{ text: "One of them is not there." }]
`;
const WRITE = `
- steps: [{ calls: [{ tool: write, arguments: { path: a.md } }] }]
- steps: [{ text: Done. }]
`;

function hook(point: Hook["point"], run: Hook["run"], more: Partial<Hook> = {}): Hook {
  return { name: `at ${point}`, point, run, ...more };
}

const welcomes = hook("session_start", async () => ({ additional_context: "It is Friday." }));
const completes = hook("user_prompt_submit", async ({ prompt = "" }) => ({
  updated_input: { prompt: `${prompt}, please` },
  additional_context: "The person writes from a phone.",
}));
const allows = hook("permission_request", async ({ rule = "" }) => ({
  decision: "allow",
  reason: `Instead of: ${rule}`,
}));
const objects = hook("post_sampling", async ({ tool_calls = [] }) =>
  tool_calls.length > 0 ? { decision: "block", reason: "Answer without files" } : {},
);
const sendsOn = hook("stop", async ({ text = "" }) =>
  text.includes("quote") ? {} : { decision: "block", reason: "Name the lines" },
);

/** What hooks do to a run, one history each point that has none elsewhere. */
export const HOOK_CASES: readonly GoldenCase[] = [
  goldenCase("hook-begins-session", { hooks: [welcomes, completes] }),
  goldenCase("hook-refuses-message", {
    hooks: [hook("user_prompt_submit", async () => ({ decision: "deny", reason: "Names Ann" }))],
  }),
  goldenCase("hook-allows-for-person", { passes: WRITE, hooks: [allows] }),
  goldenCase("hook-objects-to-answer", { passes: READ_BOTH, hooks: [objects] }),
  goldenCase("hook-sends-on", {
    passes: '[{ steps: [{ text: "It is there." }] }, { steps: [{ text: "I quote line 1." }] }]',
    hooks: [sendsOn],
  }),
  goldenCase("hook-adds-context", {
    passes: READ_BOTH,
    hooks: [
      hook("pre_tool_use", async () => ({ additional_context: "Read often today." })),
      hook("post_tool_use", async () => ({ suppress_output: true, additional_context: "Secret." })),
      hook("post_tool_failure", async () => ({ additional_context: "It was moved to b.md." })),
      hook("post_sampling", async () => ({ additional_context: "Checked." })),
    ],
  }),
];
