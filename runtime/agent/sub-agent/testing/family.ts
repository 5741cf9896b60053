import { Agent } from "#runtime/agent/agent.ts";
import {
  calls,
  says,
  scriptedModels,
  type Script,
} from "#runtime/model/testing/scripted-models.ts";
import type { RoutableModels } from "#runtime/model/routing/model-facts.ts";
import { testRuntime, type TestRuntime, type TestRuntimeOptions } from "#runtime/test-runtime.ts";
import type { Tool } from "#runtime/tool/tool.ts";

const HANDS_ON = calls("agent__scribe", { objective: "Write a.md" });

/** An agent that asks a model of its own. */
export function agent(id: string, more: object = {}): Agent {
  return Agent.parse({ id, system_prompt: `You are ${id}.`, model: `a/${id}`, ...more });
}

/** Hands tasks to the scribe. */
export const LEAD = agent("lead", { agents: ["scribe"] });

/** A lead that hands one task on and then says what it heard. */
export const leads: Script = (call, { messages }) =>
  call === 1 ? HANDS_ON : says(`Heard: ${messages.at(-1)?.content ?? ""}`);

/** Writes a file, for which it has to ask. */
export const writes: Script = (call) =>
  call === 1 ? calls("write", { path: "a.md" }) : says("It is written");

/** A lead and its scribe, which plays the script. */
export function family(scribe: Script, more: TestRuntimeOptions = {}): Promise<TestRuntime> {
  const models = scriptedModels({ "a/lead": leads, "a/scribe": scribe, "a/under": scribe }, {});
  return testRuntime({ models, agents: [LEAD, agent("scribe")], ...more });
}

/** Where a child works. */
interface Child {
  readonly child_run_id: string;
  readonly child_thread_id: string;
  readonly subagent_id: string;
}

/** The child's run, once it has its thread. */
export async function childOf(runtime: TestRuntime, runId: string): Promise<Child> {
  const parent = await runtime.reaches(runId, (run) => run.subagents !== undefined);
  const { session_id, subagents = [] } = parent;
  const [child] = subagents;
  if (child?.child_run_id === undefined) throw new Error("No child");
  const { child_run_id, child_thread_id, subagent_id } = child;
  const begun = await runtime.services.threads.open({ session_id, thread_id: child_thread_id });
  await begun.until(({ turns }) => turns.length > 0, AbortSignal.timeout(5_000));
  return { child_run_id, child_thread_id, subagent_id };
}

/** Reads until it is stopped. */
export function stalls(begun: () => void = () => {}): Tool {
  return {
    name: "stall",
    description: "Reads a slow disk",
    source: "native",
    effect: "read",
    input_schema: { type: "object" },
    run: (_args, { signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
        begun();
      }),
  };
}

/** What both say after a restart: neither begins anything anew. */
export const goingOn = (): RoutableModels =>
  scriptedModels({ "a/lead": () => says("Heard it"), "a/scribe": () => says("It is there") }, {});

/** Reads from a slow disk, then says so. */
export const stalling: Script = (call) => (call === 1 ? calls("stall", {}) : says("It is there"));
