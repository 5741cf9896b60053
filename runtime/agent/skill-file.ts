import { z } from "zod";

import { insidePath, type AgentFiles } from "./agent-files.ts";
import type { AgentFile } from "./agent-file.ts";
import { ProblemError, type AgentProblem } from "./agent-problem.ts";
import type { Skill } from "./agent.ts";
import { readYaml } from "./read-yaml.ts";

/** The head of a SKILL.md. Further fields are the author's own. */
const Head = z.looseObject({
  name: z.string().min(1).max(64).exactOptional(),
  description: z.string().default(""),
  /** Words in a message that bring the skill in; with none, and no trigger, it always is. */
  keywords: z.array(z.string().min(1)).default([]),
});

const OptionalHead = Head.nullable();

const MAX_SKILLS = 100;
/** The head between two lines of hyphens, then the instructions. */
const FORM = /^---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)([\s\S]*)$/;

interface Found {
  readonly skills: readonly Skill[];
  readonly problems: readonly AgentProblem[];
  readonly notes: readonly string[];
}

/** The skills of an agent: those of its skills folder, then those that it names, each with its triggers. */
export function readSkills(files: AgentFiles, { spec }: AgentFile): Found {
  const skills = new Map<string, Skill>();
  const problems: AgentProblem[] = [];
  const notes: string[] = [];
  for (const place of placesOf(files, spec, notes)) {
    try {
      const path = insidePath(place.path, { file: "agent.yaml", field: "skills" });
      const skill = skillOf(files, path, place.isNamed);
      if (skill === undefined) continue;
      if (skills.size === MAX_SKILLS && !skills.has(skill.id)) {
        throw problemOf(path, `It has more than ${MAX_SKILLS} skills`, "remove some");
      }
      skills.set(skill.id, skill);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      problems.push(error.problem);
    }
  }
  addTriggers(spec, skills, problems);
  return { skills: [...skills.values()], problems, notes };
}

function addTriggers(
  spec: AgentFile["spec"],
  skills: Map<string, Skill>,
  problems: AgentProblem[],
): void {
  for (const { pattern, schedule, skill: id } of spec.triggers) {
    const skill = skills.get(id);
    if (skill === undefined) {
      const known = [...skills.keys()].join(", ") || "none";
      const message = `There is no skill "${id}" for a trigger; there are: ${known}`;
      problems.push({ file: "agent.yaml", field: "triggers", message, fix: "name one of them" });
    } else if (pattern !== undefined) {
      skills.set(id, { ...skill, patterns: [...(skill.patterns ?? []), pattern] });
    } else if (schedule !== undefined) {
      skills.set(id, { ...skill, schedules: [...(skill.schedules ?? []), schedule] });
    }
  }
}

interface Place {
  readonly path: string;
  /** Named ones must be there. */
  readonly isNamed: boolean;
}

function placesOf(
  files: AgentFiles,
  { skills_dir, skills }: AgentFile["spec"],
  notes: string[],
): readonly Place[] {
  const folder = skills_dir.replace(/^(\.\/)+/, "").replace(/\/+$/, "");
  const found = files
    .folders(folder)
    .map((name) => ({ path: `${folder}/${name}`, isNamed: false }));
  const named = skills.flatMap(({ path, url }) => {
    if (path !== undefined) return [{ path, isNamed: true }];
    notes.push(
      `The skill at ${url} is left out: nothing is fetched; put its folder under ${folder}/`,
    );
    return [];
  });
  return [...found, ...named];
}

/** The id is the name in the file's head, else the name of the folder. */
function skillOf(files: AgentFiles, path: string, isNamed: boolean): Skill | undefined {
  const file = path.endsWith(".md") ? path : `${path}/SKILL.md`;
  const text = files.read(file);
  if (text === undefined) {
    if (!isNamed) return undefined;
    throw problemOf(file, "There is no such file", "write it, or take it out of skills");
  }
  const [, yaml = "", body = text] = FORM.exec(text) ?? [];
  const { name, keywords = [] } = headOf(file, yaml);
  const instructions = body.trim();
  if (instructions === "") {
    throw problemOf(file, "It has no instructions", "write some below its head");
  }
  const id = name ?? file.split("/").at(-2) ?? file;
  return { id, title: id, instructions, keywords };
}

function headOf(file: string, yaml: string): Partial<z.output<typeof Head>> {
  const head = readYaml(file, yaml, () => OptionalHead, 2);
  if (head.ok) return head.value ?? {};
  const [problem = { file, message: "It cannot be read", fix: "correct it" }] = head.problems;
  throw new ProblemError(problem);
}

function problemOf(file: string, message: string, fix: string): ProblemError {
  return new ProblemError({ file, message, fix });
}
