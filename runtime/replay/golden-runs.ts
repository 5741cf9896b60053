import { openMemoryOutputStore } from "#runtime/artifact/memory-output-store.ts";
import { Agent } from "#runtime/agent/agent.ts";
import { keepAttachment } from "#runtime/control/message-input.ts";
import { says, scriptedModels } from "#runtime/model/testing/scripted-models.ts";
import { ManualClock, reader } from "#runtime/test-runtime.ts";
import type { Tool } from "#runtime/tool/tool.ts";
import {
  answer,
  goldenCase,
  goldenRuntime,
  staller,
  stop,
  type GoldenCase,
} from "./golden-case.ts";

const WRITE = `
- steps: [{ calls: [{ tool: write, arguments: { path: a.md } }] }]
- steps: [{ text: Done. }]
`;
const READ_THRICE = `
- steps: [{ calls: [{ tool: read, arguments: { path: a.md } }] }]
- steps: [{ calls: [{ tool: read, arguments: { path: b.md } }] }]
- steps: [{ calls: [{ tool: read, arguments: { path: c.md } }] }]
- steps: [{ text: Done. }]
`;
const STALL = `
- steps: [{ calls: [{ tool: stall }] }]
- steps: [{ text: "It took too long." }]
`;

function agentWith(more: object): Agent {
  return Agent.parse({ id: "frugal", system_prompt: "Be brief.", ...more });
}

const IN_A_FORM = {
  conversation: [
    { role: "user", content: "Name a drink" },
    { role: "assistant", content: '{"tea":"black"}', tool_calls: [] },
  ],
  response_schema: { name: "tea", schema: { type: "object", required: ["tea"] } },
};

const SKILLS = [
  { id: "files", title: "Files", instructions: "Name the file.\n\nAlways." },
  { id: "poems", title: "Poems", instructions: "Rhyme.", keywords: ["poem"] },
  { id: "looking", title: "Looking", instructions: "Look twice.", keywords: ["look"] },
];

/** Takes 40 seconds of the clock that it is given. */
function slow(clock: ManualClock): Tool {
  return {
    ...reader,
    timeout_ms: 60_000,
    run: async (args) => {
      clock.advance(40_000);
      return { content: `read ${JSON.stringify(args["path"])}` };
    },
  };
}

const expiring = new ManualClock();
const stalling = new ManualClock();
const spending = new ManualClock();

/** Budgets, times, several turns, restarts. */
export const RUN_CASES: readonly GoldenCase[] = [
  { name: "question-with-files", record: questionWithFiles },
  goldenCase("agent-with-skills", { agents: [agentWith({ skills: SKILLS, tools: ["read"] })] }),
  goldenCase("answer-in-a-form", {
    passes: '[{ steps: [{ text: Green }] }, { steps: [{ text: \'{"tea":"green"}\' }] }]',
    agents: [agentWith({ ...IN_A_FORM, tools: [] })],
  }),
  goldenCase("budget-of-answers", {
    passes: READ_THRICE,
    agents: [agentWith({ budget: { steps: 2 } })],
  }),
  goldenCase("budget-of-calls", {
    passes: READ_THRICE,
    agents: [agentWith({ budget: { tool_calls: 2 } })],
  }),
  goldenCase("budget-of-time", {
    passes: READ_THRICE,
    clock: spending,
    tools: [slow(spending)],
    agents: [agentWith({ budget: { wall_time_ms: 90_000 } })],
  }),
  goldenCase("approval-expired", { passes: WRITE, clock: expiring }, async (runtime, id) => {
    await runtime.reaches(id, ({ status }) => status === "waiting_permission");
    expiring.advance(60 * 60_000);
  }),
  goldenCase("tool-timed-out", {
    passes: STALL,
    clock: stalling,
    tools: [staller(() => stalling.advance(5_000))],
  }),
  severalTurns(),
  removedFromQueue(),
];

function severalTurns(): GoldenCase {
  return {
    name: "several-turns",
    async record() {
      const models = scriptedModels({ "a/1": (call) => says(`Answer ${call}`) }, {});
      const runtime = await goldenRuntime({ models });
      const { session_id } = await runtime.submit("One");
      const more = { session_id };
      const second = await runtime.submit("Two", more);
      await runtime.ended(second.run_id);
      return (await runtime.ask("Three", { ...more, options: { model: "a/1" } })).events;
    },
  };
}

function removedFromQueue(): GoldenCase {
  return {
    name: "stopped-in-queue",
    async record() {
      const runtime = await goldenRuntime({ passes: WRITE });
      const first = await runtime.submit("One");
      const second = await runtime.submit("Two", { session_id: first.session_id });
      await stop(runtime, second.run_id);
      await answer(runtime, first.run_id, "allow_once");
      return (await runtime.ended(first.run_id)).events;
    },
  };
}

/** A picture and a text come with a question, and a second question goes on from them. */
async function questionWithFiles() {
  const outputs = openMemoryOutputStore(new ManualClock());
  const runtime = await goldenRuntime({ outputs });
  const files = [
    { name: "cat.png", bytes: Buffer.from("\x89PNG\r\n\x1a\npixels", "latin1") },
    { name: "notes.md", bytes: Buffer.from("# Notes\n") },
  ];
  const attachments: { output_ref: string; name: string }[] = [];
  for (const file of files) {
    const { output_ref, name } = await keepAttachment(file, runtime.services);
    attachments.push({ output_ref, name });
  }
  const input = { text: "What is in these?", attachments };
  const { session_id } = (await runtime.ask("", { input })).run;
  return (await runtime.ask("And now?", { session_id })).events;
}
