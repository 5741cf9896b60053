import { z } from "zod";

import { LongTermMemory, ShortTermMemory, type Agent } from "./agent.ts";

const FIELDS = "It has fields of its own; write {} where none is needed";

/** Other backends may be named, so that an agent can be taken elsewhere and back. */
const Backend = z
  .enum(["filesystem", "mem0", "postgres"], "Only filesystem is here")
  .default("filesystem");

const ShortTerm = z.strictObject(
  { ...ShortTermMemory.shape, max_tokens: ShortTermMemory.shape.max_tokens.exactOptional() },
  FIELDS,
);
const LongTerm = z.strictObject(
  { ...LongTermMemory.shape, backend: Backend, path: z.string().min(1).exactOptional() },
  FIELDS,
);

/** What an agent.yaml says of memory. Without `max_tokens` the conversation may fill its model's window. */
export const MemorySection = z.strictObject(
  { short_term: ShortTerm.exactOptional(), long_term: LongTerm.exactOptional() },
  FIELDS,
);

/** The memory that an agent gets of its file, and in words what it asks for and does not get. */
export function memoryOf({ short_term, long_term }: z.output<typeof MemorySection>): {
  readonly memory: Agent["memory"];
  readonly notes: readonly string[];
} {
  const max_tokens = short_term?.max_tokens;
  const memory: Agent["memory"] = {
    ...(max_tokens !== undefined && { short_term: { backend: "buffer", max_tokens } }),
    ...(long_term !== undefined && {
      long_term: { backend: "filesystem", in_prompt: long_term.in_prompt },
    }),
  };
  return { memory, notes: long_term === undefined ? [] : unusedOf(long_term) };
}

function unusedOf({ backend, path }: z.output<typeof LongTerm>): readonly string[] {
  const notes: string[] = [];
  if (backend !== "filesystem") {
    notes.push(
      `memory.long_term.backend: there is no ${backend} here, and memory is kept in files`,
    );
  }
  if (path !== undefined) {
    notes.push(`memory.long_term.path: ${path} is not used, and memory is kept in the data folder`);
  }
  return notes;
}
