import { readFileSync, statSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { extname } from "node:path";
import { stringify } from "yaml";

import { exportAgent } from "#runtime/agent/open-agent-spec/export-agent.ts";
import { importAgent } from "#runtime/agent/open-agent-spec/import-agent.ts";
import { openAgents } from "./agent-folders.ts";
import { modelSources } from "./model-sources.ts";
import { createModelResolver } from "#runtime/model/configured-models.ts";
import { setUp } from "./work-on-agents.ts";

type Places = Parameters<typeof setUp>[0];

/** In bytes. */
const MAX_SPEC = 1_000_000;
const SILENT = { error: () => {} };

/** Writes an agent as an Agent component, as YAML where the file's name says so; prints what does not map. */
export async function exportSpec(
  flags: Places & { readonly agent: string; readonly output: string },
): Promise<void> {
  const { options, config } = await setUp(flags);
  const { agents } = await openAgents({ ...options, watch: false }, config, SILENT);
  const sources = await modelSources(options, config);
  const { defaultModel } = await createModelResolver({ ...sources, scenarios: [] });
  const { component, notes } = exportAgent(agents.resolve(flags.agent), defaultModel);
  const isYaml = [".yaml", ".yml"].includes(extname(flags.output));
  const text = isYaml ? stringify(component) : `${JSON.stringify(component, undefined, 2)}\n`;
  await writeFile(flags.output, text);
  console.log(`Wrote ${flags.output}: Open Agent Spec, ${notes.length} parts do not map`);
  for (const note of notes) console.log(note);
}

/** Keeps the agent of a component among the pushed ones; prints what does not map. Rejects, and keeps nothing, where it does not fit. */
export async function importSpec(
  flags: Places & { readonly file: string; readonly name?: string },
): Promise<void> {
  if (statSync(flags.file).size > MAX_SPEC) {
    throw new Error(`"${flags.file}" is larger than the ${MAX_SPEC} bytes that are taken`);
  }
  const { options, config } = await setUp(flags);
  const { name, files, notes } = importAgent(readFileSync(flags.file, "utf8"), flags.name);
  const { agents } = await openAgents({ ...options, watch: false }, config, SILENT);
  const encoder = new TextEncoder();
  const bytes = [...files].map(([path, text]) => [path, encoder.encode(text)] as const);
  const put = await agents.put(name, new Map(bytes));
  console.log(`Imported ${name}: ${files.size} files, ${notes.length} parts do not map`);
  for (const note of [...notes, ...put.notes]) console.log(note);
}
