import { Agent } from "#runtime/agent/agent.ts";
import { openInMemoryStore } from "#runtime/memory/in-memory-store.ts";
import { calls, says, scriptedModels } from "#runtime/model/testing/scripted-models.ts";
import { goldenRuntime, type GoldenCase } from "./golden-case.ts";

const KEEPER = Agent.parse({
  id: "keeper",
  system_prompt: "You keep.",
  memory: { short_term: { max_tokens: 4_000 }, long_term: { in_prompt: 3 } },
  permissions: { mode: "on_request" },
  skills: [{ id: "tea", title: "Tea", instructions: "Serve it hot." }],
});

/** An agent that looks for what it knows and remembers one thing more. */
export const MEMORY_CASES: readonly GoldenCase[] = [{ name: "memory-kept", record: keepMemory }];

async function keepMemory() {
  const memory = openInMemoryStore();
  const at = "2025-12-24T08:00:00.000Z";
  await memory.put("keeper", { id: "m_0001", kind: "preference", text: "Tea, not coffee", at });
  const models = scriptedModels(
    {
      "a/1": (call) => {
        if (call === 1) return calls("memory__recall", { query: "tea" });
        const green = { text: "The tea is green", kind: "fact", topic: "tea" };
        return call === 2 ? calls("memory__remember", green) : says("Green tea, then.");
      },
    },
    {},
  );
  const runtime = await goldenRuntime({ models, memory, agents: [KEEPER] });
  return (await runtime.ask("What do I drink? It is green")).events;
}
