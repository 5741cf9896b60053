import { z } from "zod";

import { keepMemory } from "#runtime/memory/keep-memory.ts";
import {
  MAX_TEXT_CHARS,
  type MemoryEntry,
  MemoryKind,
  MemoryTopic,
} from "#runtime/memory/memory-entry.ts";
import { MemoryError, type MemoryStore } from "#runtime/memory/memory-store.ts";
import { canonicalHash } from "#runtime/tool/canonical-hash.ts";
import { findRun } from "#runtime/state/run-queries.ts";
import { command, CommandError, type ControlServices } from "./command.ts";
import { findThread } from "./find-thread.ts";

/** An entry with where the log tells of its writing; absent where no known run wrote it. */
export interface WrittenMemory extends MemoryEntry {
  readonly written?: { readonly run_id: string; readonly sequence: number };
}

const Agent = z.string().min(1);

export const listMemories = command({
  name: "list_memories",
  description:
    "What an agent remembers, the newest first or the best match; the run that wrote each",
  kind: "read",
  input: z.strictObject({
    agent: Agent,
    query: z.string().max(500).default(""),
    limit: z.int().min(1).max(200).default(50),
  }),
  async run({ agent, query, limit }, services) {
    const store = requireMemory(services);
    const { entries, found } = await readable(store.search(agent, query, limit));
    const memories = await Promise.all(entries.map((entry) => withPlace(entry, services)));
    const total = query === "" ? found : (await readable(store.list(agent))).length;
    return { agent, memories, found, total };
  },
});

export const addMemory = command({
  name: "add_memory",
  description: "Keeps something for an agent to remember, once, however often it is sent",
  kind: "write",
  input: z.strictObject({
    agent: Agent,
    text: z.string().trim().min(1).max(MAX_TEXT_CHARS),
    kind: MemoryKind.default("fact"),
    topic: MemoryTopic.exactOptional(),
  }),
  async run({ agent, ...said }, services) {
    const store = requireMemory(services);
    if (services.agents.find(agent) === undefined) {
      throw new CommandError("not_found", `No agent is called "${agent}"`);
    }
    const sign = await canonicalHash([agent, said.kind, said.topic ?? "", said.text]);
    const made = { ...said, id: `m_${sign.slice(0, 16)}`, at: services.clock.now() };
    const { entry, isNew } = await readable(keepMemory(store, agent, made));
    return { status: isNew ? ("accepted" as const) : ("no_op" as const), memory: entry };
  },
});

export const forgetMemory = command({
  name: "forget_memory",
  description: "Removes something that an agent remembers",
  kind: "write",
  input: z.strictObject({ agent: Agent, memory_id: z.string().min(1) }),
  async run({ agent, memory_id }, services) {
    const removed = await readable(requireMemory(services).remove(agent, memory_id));
    if (removed === undefined) return { status: "no_op" as const };
    return { status: "accepted" as const, memory: removed };
  },
});

/** The agents that remember something, or may. */
export async function rememberingAgents(
  services: Pick<ControlServices, "memory" | "agents">,
): Promise<readonly RememberingAgent[]> {
  const { memory, agents } = services;
  if (memory === undefined) return [];
  const able = agents.list().filter((agent) => agent.memory.long_term !== undefined);
  const kept = await readable(memory.agents());
  const names = new Set([...able.map(({ id }) => id), ...kept]);
  return Promise.all(
    [...names].toSorted().map(async (agent) => ({
      agent,
      entries: (await readable(memory.list(agent))).length,
      remembers: able.some(({ id }) => id === agent),
      isGone: isGone(agent, { agents }),
    })),
  );
}

interface RememberingAgent {
  readonly agent: string;
  readonly entries: number;
  /** Whether it can remember now, or only did once. */
  readonly remembers: boolean;
  readonly isGone: boolean;
}

/** Whether there is no agent of that name, not even a broken one. */
export function isGone(agent: string, { agents }: Pick<ControlServices, "agents">): boolean {
  return agents.find(agent) === undefined && !agents.ids().includes(agent);
}

/** Whether anything is kept for an agent to remember. Throws an `unavailable` CommandError where that is unknown. */
export async function hasMemory(
  agent: string,
  { memory }: Pick<ControlServices, "memory">,
): Promise<boolean> {
  return memory !== undefined && (await readable(memory.agents())).includes(agent);
}

/** Removes all that an agent remembers. Throws an `unavailable` CommandError. */
export function forgetAll(agent: string, services: Pick<ControlServices, "memory">): Promise<void> {
  return readable(requireMemory(services).clear(agent));
}

/** One entry of an agent. Throws a `not_found` CommandError where there is none. */
export async function memoryOf(
  agent: string,
  id: string,
  services: Pick<ControlServices, "memory">,
): Promise<MemoryEntry> {
  const entries = await readable(requireMemory(services).list(agent));
  const entry = entries.find((each) => each.id === id);
  if (entry !== undefined) return entry;
  throw new CommandError("not_found", `"${agent}" remembers nothing as "${id}"`);
}

/** The store. Throws an `unavailable` CommandError where this runtime keeps none. */
function requireMemory({ memory }: Pick<ControlServices, "memory">): MemoryStore {
  if (memory !== undefined) return memory;
  throw new CommandError("unavailable", "This runtime keeps no memory");
}

async function readable<Value>(reading: Promise<Value>): Promise<Value> {
  try {
    return await reading;
  } catch (cause) {
    if (!(cause instanceof MemoryError)) throw cause;
    throw new CommandError("unavailable", cause.message, {}, { cause });
  }
}

/** The event of the call that wrote it: its result, or how it began where that is not there. */
async function withPlace(
  entry: MemoryEntry,
  services: Pick<ControlServices, "threads">,
): Promise<WrittenMemory> {
  const { run_id, tool_call_id } = entry;
  if (run_id === undefined) return entry;
  const thread = await findThread(services, run_id).catch(() => undefined); // It can be read no more.
  const run = thread && findRun(await thread.state(), run_id);
  const call = run?.calls.find((known) => known.tool_call_id === tool_call_id);
  if (run === undefined) return entry;
  const sequence = call?.result_sequence ?? call?.sequence ?? run.first_sequence;
  return { ...entry, written: { run_id, sequence } };
}
