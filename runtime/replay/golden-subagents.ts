import { Agent } from "#runtime/agent/agent.ts";
import { calls, says, scriptedModels } from "#runtime/model/testing/scripted-models.ts";
import { answer, goldenRuntime, type GoldenCase } from "./golden-case.ts";

const LEAD = Agent.parse({
  id: "lead",
  system_prompt: "You hand out work.",
  model: "a/lead",
  agents: ["scribe"],
});
const SCRIBE = Agent.parse({
  id: "scribe",
  description: "Writes files.",
  system_prompt: "You write.",
  model: "a/scribe",
  permissions: { mode: "bypass" },
});

/** A lead that hands one task to a scribe, which writes a file. */
function handing() {
  return scriptedModels(
    {
      "a/lead": (call) =>
        call === 1
          ? calls("agent__scribe", { objective: "Write a.md" })
          : says("The scribe has written it."),
      "a/scribe": (call) =>
        call === 1
          ? calls("write", { path: "a.md" })
          : says("a.md is written.", { input: 9, output: 4 }),
    },
    {},
  );
}

/** Both sides of a task that is handed to a child agent. */
export const SUBAGENT_CASES: readonly GoldenCase[] = [
  { name: "task-handed-on", record: async () => (await handOn()).parent },
  { name: "child-asks-person", record: async () => (await handOn()).child },
];

async function handOn() {
  const runtime = await goldenRuntime({ models: handing(), agents: [LEAD, SCRIBE] });
  const { run_id, session_id } = await runtime.submit("Have a.md written");
  const { subagents = [] } = await runtime.reaches(run_id, (run) => run.subagents !== undefined);
  const { child_thread_id: thread_id = "", child_run_id = "" } = subagents[0] ?? {};
  const begun = await runtime.services.threads.open({ session_id, thread_id });
  await begun.until(({ turns }) => turns.length > 0, AbortSignal.timeout(5_000));
  await answer(runtime, child_run_id, "allow_once");
  const child = await runtime.ended(child_run_id);
  return { parent: (await runtime.ended(run_id)).events, child: child.events };
}
