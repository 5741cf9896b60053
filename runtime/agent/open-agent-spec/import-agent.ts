import { parse, stringify } from "yaml";
import { z } from "zod";

import {
  AGENT_ID,
  AgentMemory,
  AgentSettings,
  Budget,
  ContextRules,
  Skill,
} from "#runtime/agent/agent.ts";
import { AGENT_FILE } from "#runtime/agent/load-agent.ts";
import { AgentPermissions } from "#runtime/permission/policy.ts";
import { AgentComponent, OWN } from "./component.ts";
import { modelOf } from "./model-of.ts";
import { resolveReferences, SpecError } from "./resolve-references.ts";
import { toolsOf } from "./tools-of.ts";

const MAX_CHARS = 1_000_000;
const PROMPT_FILE = "PROMPT.md";

/** What an export of ours keeps in the metadata; anything else there is left alone. */
const Own = z.object({
  tools: z.array(z.string()).optional(),
  default_model: z.literal(true).optional(),
  skills: z.array(Skill).default([]),
  skill_folders: z.array(z.string()).default([]),
  agents: z.array(z.string()).default([]),
  permissions: AgentPermissions.optional(),
  memory: AgentMemory.optional(),
  budget: Budget.optional(),
  context: ContextRules.optional(),
});

/** An agent's folder, made of an Agent component, and what of it is not used. */
export interface ImportedSpec {
  readonly name: string;
  readonly files: ReadonlyMap<string, string>;
  readonly notes: readonly string[];
}

/** Reads Open Agent Spec, as JSON or YAML. Throws SpecError for what is no Agent component. */
export function importAgent(text: string, wantedName?: string): ImportedSpec {
  const component = componentOf(text);
  const notes: string[] = [];
  const note = (words: string) => notes.push(words);
  const name = wantedName ?? nameOf(component.name, note);
  const own = ownOf(component, note);
  const { model, settings } = modelOf(component.llm_config, note);
  const prompt = promptOf(component, note);
  tellUnused(component, note);
  tellOperators(own, note);
  const tools = own.tools ?? toolsOf(component, note);
  const triggers = own.skills.flatMap(triggersOf);
  const file = {
    name,
    description: component.description ?? "",
    ...(model !== undefined && own.default_model !== true && { model }),
    system_prompt: `./${PROMPT_FILE}`,
    tools,
    ...(triggers.length > 0 && { triggers }),
    ...(Object.keys(settings).length > 0 && { settings: settingsOf(settings, note) }),
    ...(own.permissions !== undefined && { permissions: own.permissions }),
    ...(own.budget !== undefined && { budget: own.budget }),
    ...(own.context !== undefined && { context: own.context }),
    ...(own.memory !== undefined && { memory: own.memory }),
  };
  const skills = own.skills.map((skill) => skillFile(skill, note));
  const files = new Map([[AGENT_FILE, stringify(file)], [PROMPT_FILE, prompt], ...skills]);
  return { name, files, notes };
}

type Note = (words: string) => void;

/** What only the operator can give an agent. */
function tellOperators(own: z.output<typeof Own>, note: Note): void {
  for (const part of ["skill_folders", "agents"] as const) {
    if (own[part].length > 0) {
      note(`metadata.${OWN}.${part}: an agent's file cannot ask for that; write it into uar.yaml`);
    }
  }
}

function triggersOf({ id, patterns = [], schedules = [] }: Skill): readonly object[] {
  return [
    ...patterns.map((pattern) => ({ pattern, skill: id })),
    ...schedules.map((schedule) => ({ schedule, skill: id })),
  ];
}

function componentOf(text: string): AgentComponent {
  if (text.length > MAX_CHARS) {
    throw new SpecError(`It has ${text.length} characters; at most ${MAX_CHARS} are taken`);
  }
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 0 });
  } catch (cause) {
    const [reason = ""] = cause instanceof Error ? cause.message.split("\n") : [];
    throw new SpecError(`It is neither JSON nor YAML, correct it: ${reason.replace(/:$/, "")}`, {
      cause,
    });
  }
  const kind = z.object({ component_type: z.string() }).safeParse(value);
  if (!kind.success) throw new SpecError("It has no component_type; give an Agent component");
  if (kind.data.component_type !== "Agent") {
    const words = `It is a component of the type "${kind.data.component_type}", and only Agent can be run here`;
    throw new SpecError(`${words}; give the Agent by itself`);
  }
  const parsed = AgentComponent.safeParse(resolveReferences(value));
  if (parsed.success) return parsed.data;
  throw new SpecError(
    `It is no Agent component; correct what does not fit:\n${z.prettifyError(parsed.error)}`,
  );
}

function nameOf(name: string, note: Note): string {
  if (AGENT_ID.test(name)) return name;
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^[^a-z]+|-+$/g, "")
    .slice(0, 64);
  const taken = plain === "" ? "imported" : plain;
  note(`name: "${name}" is written as ${taken} here`);
  return taken;
}

function ownOf({ metadata }: AgentComponent, note: Note): z.output<typeof Own> {
  const parsed = Own.safeParse(metadata?.[OWN] ?? {});
  if (parsed.success) return parsed.data;
  note(`metadata.${OWN}: it does not fit and is not used: ${z.prettifyError(parsed.error)}`);
  return Own.parse({});
}

/** A prompt with the defaults of its inputs in their places. */
function promptOf({ system_prompt, inputs }: AgentComponent, note: Note): string {
  return (inputs ?? []).reduce((text, { title, default: value }) => {
    const place = `{{${title}}}`;
    if (value === undefined) {
      note(`inputs: "${title}" has no default, and ${place} stays in the prompt`);
      return text;
    }
    return text.replaceAll(place, typeof value === "string" ? value : JSON.stringify(value));
  }, system_prompt);
}

function tellUnused(component: AgentComponent, note: Note): void {
  const { outputs, human_in_the_loop, transforms } = component;
  if ((outputs ?? []).length > 0)
    note("outputs: an answer is text here; none is asked for by name");
  if ((transforms ?? []).length > 0)
    note("transforms: earlier messages give way to a summary here");
  if (human_in_the_loop === false) {
    note("human_in_the_loop: whether a person is asked is said by permissions here");
  }
}

function settingsOf(settings: Readonly<Record<string, unknown>>, note: Note): AgentSettings {
  const fitting = Object.entries(settings).filter(([name, value]) => {
    const isKnown = AgentSettings.safeParse({ [name]: value }).success;
    if (!isKnown) note(`llm_config.default_generation_parameters.${name}: it is not used`);
    return isKnown;
  });
  return AgentSettings.parse(Object.fromEntries(fitting));
}

function skillFile(
  { id, title, instructions, keywords }: Skill,
  note: Note,
): readonly [string, string] {
  const folder = id.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  if (title !== id)
    note(`metadata.${OWN}.skills: the title "${title}" gives way to the name ${id}`);
  const head = stringify({ name: id, ...(keywords.length > 0 && { keywords }) });
  return [`skills/${folder}/SKILL.md`, `---\n${head}---\n${instructions}\n`];
}
