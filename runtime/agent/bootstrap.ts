import { insidePath, type AgentFiles } from "./agent-files.ts";
import type { AgentSpec } from "./agent-file.ts";
import { ProblemError } from "./agent-problem.ts";

/** Read in this order where an agent names no bootstrap files, and they are there. */
const USUAL = ["IDENTITY.md", "SOUL.md", "USER.md", "AGENTS.md", "TOOLS.md"];

/** The day of the memory files that are read, and the one before it, as `2026-01-31`. */
export interface Days {
  readonly today: string;
  readonly yesterday: string;
}

const CHARS_PER_TOKEN = 4;
const MAX_TOKENS = 20_000;

/**
 * The texts that stand behind an agent's prompt, each under its name. `AGENTS.md` is the agent's own; without one
 * the nearest above it (`around`). Throws ProblemError for a required file that is not there.
 */
export function bootstrapTexts(
  files: AgentFiles,
  { bootstrap }: Pick<AgentSpec, "bootstrap">,
  { today, yesterday }: Days,
  around: string | undefined,
): readonly string[] {
  const memory = [`memory/${yesterday}.md`, `memory/${today}.md`];
  const usual: AgentSpec["bootstrap"] = [...USUAL, ...memory].map((path) => ({
    path,
    required: false,
  }));
  return (bootstrap ?? usual).flatMap((wanted) => {
    const dated = wanted.path.replace("YYYY-MM-DD", today);
    const path = insidePath(dated, { file: "agent.yaml", field: "bootstrap" });
    const text = files.read(path) ?? (path === "AGENTS.md" ? around : undefined);
    if (text === undefined) {
      if (!wanted.required) return [];
      const fix = "write it, or take `required` from it";
      throw new ProblemError({ file: path, message: "It is required and not there", fix });
    }
    const words = shortened(text.trim(), wanted.max_tokens ?? MAX_TOKENS);
    return words === "" ? [] : [`[FILE: ${path}]\n${words}`];
  });
}

function shortened(text: string, maxTokens: number): string {
  const chars = maxTokens * CHARS_PER_TOKEN;
  return text.length <= chars ? text : `${text.slice(0, chars)}\n[the rest is left out]`;
}
