import { constants } from "node:fs";
import { access, readdir, readFile, realpath, stat } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";

import { parseSkillFile, type SkillFile } from "./skill-file.ts";
import { SCRIPTS, type SkillScript } from "./skill-script.ts";
import { SkillError, type SkillStore } from "./skill-store.ts";

const MAX_SKILLS = 500;
const MAX_FILES = 200;
const MAX_FILE_BYTES = 256 * 1024;

/**
 * The skills of a folder: each a folder with a SKILL.md. They are read anew each time, so that an edit counts
 * from the next run on. One that does not fit is reported and left out; the others are unaffected.
 */
export function openSkillFolders(folder: string, report: (problem: Error) => void): SkillStore {
  return {
    list: () => listSkills(folder, report),
    files: (skill) => filesOf(join(folder, skill.folder)),
    read: (skill, path) => readWithin(join(folder, skill.folder), path),
    script: (skill, path) => scriptOf(join(folder, skill.folder), path),
  };
}

async function listSkills(
  folder: string,
  report: (problem: Error) => void,
): Promise<readonly SkillFile[]> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== "ENOENT") report(cause);
    return [];
  });
  const skills = new Map<string, SkillFile>();
  for (const name of names
    .toSorted((left, right) => (left < right ? -1 : 1))
    .slice(0, MAX_SKILLS)) {
    const skill = await skillOf(folder, name, report);
    if (skill === undefined) continue;
    if (skills.has(skill.id)) report(new Error(`Two skills are called "${skill.id}"; rename one`));
    else skills.set(skill.id, skill);
  }
  return [...skills.values()];
}

async function skillOf(
  folder: string,
  name: string,
  report: (problem: Error) => void,
): Promise<SkillFile | undefined> {
  try {
    const file = await stat(join(folder, name, "SKILL.md")).catch(() => undefined); // It is no skill.
    if (file === undefined) return undefined;
    return parseSkillFile(name, await readWithin(join(folder, name), "SKILL.md"));
  } catch (cause) {
    report(cause instanceof Error ? cause : new Error(String(cause)));
    return undefined;
  }
}

async function filesOf(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((path) => path !== "SKILL.md")
    .toSorted((left, right) => (left < right ? -1 : 1))
    .slice(0, MAX_FILES);
}

/** Neither `..` nor a link is followed, also one that stays within: what is named is what runs. */
async function scriptOf(root: string, path: string): Promise<SkillScript> {
  const base = await realpath(root);
  const named = resolve(base, SCRIPTS, path);
  if (!named.startsWith(join(base, SCRIPTS))) {
    throw new SkillError(`"${path}" lies outside the scripts of the skill`);
  }
  const file = await realpath(named).catch((cause: unknown) => {
    throw new SkillError(`There is no script "${path}"; ask skill__read for the skill's files`, {
      cause,
    });
  });
  if (file !== named) throw new SkillError(`"${path}" is a link; put the script itself there`);
  if (!(await stat(file)).isFile()) throw new SkillError(`"${path}" is no file`);
  const executable = await access(file, constants.X_OK).then(
    () => true,
    () => false, // It is run by its interpreter, if at all.
  );
  return { folder: base, path: file, executable };
}

/** Neither `..` nor a link leads out of the folder. */
async function readWithin(root: string, path: string): Promise<string> {
  try {
    const base = await realpath(root);
    const file = await realpath(resolve(base, path));
    if (!file.startsWith(`${base}${sep}`)) throw new SkillError(`"${path}" lies outside the skill`);
    const { size } = await stat(file);
    if (size > MAX_FILE_BYTES) {
      throw new SkillError(`"${path}" is larger than the ${MAX_FILE_BYTES} bytes that are read`);
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(file));
  } catch (cause) {
    if (cause instanceof SkillError) throw cause;
    if (cause instanceof TypeError) {
      throw new SkillError(`"${path}" is no UTF-8 text`, { cause });
    }
    throw new SkillError(`"${path}" cannot be read; ask for one of the skill's files`, { cause });
  }
}
