import { z } from "zod";

import { skillsOfAgent } from "#runtime/agent/skill/active-skills.ts";
import type { SkillFile } from "#runtime/agent/skill/skill-file.ts";
import { SCRIPTS } from "#runtime/agent/skill/skill-script.ts";
import { SkillError, type SkillStore } from "#runtime/agent/skill/skill-store.ts";
import { tagOf } from "#runtime/agent/skill/tags.ts";
import { RUN_SCRIPT } from "#runtime/agent/skill/script-tool.ts";
import { submitTrial } from "./call-tool.ts";
import { command, CommandError, type ControlServices } from "./command.ts";
import type { SubmittedTurn } from "./submit-turn.ts";

const SkillId = z.string().min(1).max(200);

/** A skill in a folder, with the agents that have it. */
export interface ListedSkill extends Omit<SkillFile, "instructions" | "folder" | "mcpServers"> {
  /** What brings it in as a word of a message, without its `#`. */
  readonly tag: string;
  /** The MCP servers that run while it is active, by name. */
  readonly servers: readonly string[];
  readonly agents: readonly string[];
}

/** A skill whole. */
export interface SkillDetails extends ListedSkill {
  readonly instructions: string;
  readonly files: readonly string[];
  /** Those of the files that can be run, by their paths below `scripts/`. */
  readonly scripts: readonly string[];
  /** Whether scripts run here at all. */
  readonly runs_scripts: boolean;
}

export const listSkills = command({
  name: "list_skills",
  description: "The skills in folders, what brings them in, and the agents that have them",
  kind: "read",
  input: z.strictObject({}),
  async run(_input, services): Promise<{ skills: readonly ListedSkill[] }> {
    const all = (await services.skills?.store.list()) ?? [];
    const skills = await Promise.all(all.map((skill) => listed(skill, services)));
    return { skills };
  },
});

export const readSkill = command({
  name: "read_skill",
  description:
    "A skill with its instructions and the names of its files, or the text of one of them",
  kind: "read",
  input: z.strictObject({ skill: SkillId, path: z.string().min(1).max(500).exactOptional() }),
  async run({ skill: id, path }, services): Promise<SkillDetails & { readonly text?: string }> {
    const { skill, store } = await requireSkill(id, services);
    const files = await store.files(skill);
    return {
      ...(await listed(skill, services)),
      instructions: skill.instructions,
      files,
      scripts: files.flatMap((file) =>
        file.startsWith(SCRIPTS) ? [file.slice(SCRIPTS.length)] : [],
      ),
      runs_scripts: services.skills?.scripts !== undefined,
      ...(path !== undefined && { text: await readable(store.read(skill, path)) }),
    };
  },
});

export const runSkillScript = command({
  name: "run_skill_script",
  description:
    "Runs a script of a skill as a run of its own: through the permission gate and into the log",
  kind: "write",
  input: z.strictObject({
    skill: SkillId,
    script: z.string().min(1).max(500),
    args: z.array(z.string()).max(64).default([]),
    stdin: z.string().max(100_000).default(""),
    /** Whose rules count; absent, the first agent that has the skill. */
    agent: z.string().exactOptional(),
    /** Sent twice with the same key, it is one call. */
    idempotency_key: z.string().min(1).max(200).exactOptional(),
  }),
  async run({ agent: wanted, idempotency_key, ...args }, services): Promise<SubmittedTurn> {
    const { skill, store } = await requireSkill(args.skill, services);
    if (services.skills?.scripts === undefined) {
      const message = `Scripts are off here: name run_skill_script under tools.builtin of uar.yaml, on a machine with the sandbox`;
      throw new CommandError("unavailable", message);
    }
    await readable(store.script(skill, args.script));
    const agents = await agentsWith(skill, services);
    const agent = wanted ?? agents[0];
    if (agent === undefined || !agents.includes(agent)) throw noAgent(skill.id, wanted, agents);
    return submitTrial({ tool: RUN_SCRIPT, args, agent, idempotency_key }, services);
  },
});

async function listed(skill: SkillFile, services: ControlServices): Promise<ListedSkill> {
  const { instructions: _text, folder: _folder, mcpServers, ...told } = skill;
  const servers = Object.keys(mcpServers);
  return { ...told, tag: tagOf(skill.id), servers, agents: await agentsWith(skill, services) };
}

/** The agents that have a skill, the default one first. */
async function agentsWith(skill: SkillFile, { agents }: ControlServices): Promise<string[]> {
  const store = { list: async () => [skill] };
  const standard = agents.resolve();
  const all = [standard, ...agents.list().filter(({ id }) => id !== standard.id)];
  const able: string[] = [];
  for (const agent of all) {
    if ((await skillsOfAgent(agent, { store })).length > 0) able.push(agent.id);
  }
  return able;
}

function noAgent(
  skill: string,
  wanted: string | undefined,
  agents: readonly string[],
): CommandError {
  const who = agents.length === 0 ? "no agent has it" : `only ${agents.join(", ")} may use it`;
  const asked = wanted === undefined ? "" : ` as ${wanted}`;
  const message = `The skill "${skill}" cannot be used${asked}: ${who}; name it under skill_folders of an agent`;
  return new CommandError("invalid_input", message);
}

async function requireSkill(
  id: string,
  { skills }: ControlServices,
): Promise<{ readonly skill: SkillFile; readonly store: SkillStore }> {
  const skill = (await skills?.store.list())?.find((each) => each.id === id);
  if (skills !== undefined && skill !== undefined) return { skill, store: skills.store };
  throw new CommandError("not_found", `There is no skill "${id}"`);
}

async function readable<Value>(reading: Promise<Value>): Promise<Value> {
  try {
    return await reading;
  } catch (cause) {
    if (!(cause instanceof SkillError)) throw cause;
    throw new CommandError("invalid_input", cause.message, {}, { cause });
  }
}
