import type { SkillFile } from "./skill-file.ts";
import type { SkillServerServices } from "./skill-servers.ts";
import type { SkillScript, SkillScriptRunner } from "./skill-script.ts";

/** Where skills come from: folders with a SKILL.md, and whatever lies beside it. */
export interface SkillStore {
  /** All skills that can be read, by id. */
  list(): Promise<readonly SkillFile[]>;
  /** The other files of a skill, by their paths within it. */
  files(skill: SkillFile): Promise<readonly string[]>;
  /** The text of one of them. Rejects with SkillError for what lies outside, is no text or too large. */
  read(skill: SkillFile, path: string): Promise<string>;
  /** A file of its scripts. Rejects with SkillError for what lies elsewhere or is no file. */
  script(skill: SkillFile, path: string): Promise<SkillScript>;
}

/** The skills of a runtime, and what it can do with them beside reading. */
export interface SkillServices {
  readonly store: SkillStore;
  /** Runs their scripts; absent, none runs. */
  readonly scripts?: SkillScriptRunner;
  /** Starts the MCP servers that they bring; absent, a run that needs one ends. */
  readonly servers?: SkillServerServices;
}

/** A skill or a file of it cannot be read, in words for whoever asked. */
export class SkillError extends Error {
  override name = "SkillError";
}
