import { readFile, realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";

import { AgentSdkError } from "#runtime/model/model-errors.ts";
import type { PromptLoader } from "./prompt-loader.ts";
import { promptPath } from "./prompt-path.ts";

/** As much as a prompt of the largest size takes in UTF-8. */
const MAX_PROMPT_BYTES = 1024 * 1024;

/** A prompt's file is there and cannot be read. */
export class UnreadablePromptError extends AgentSdkError {
  override name = "UnreadablePromptError";
  readonly code = "unreadable_prompt";
}

/** Finds prompts in a folder and below; links that lead out of it are not followed. */
export function fsPromptLoader({ root }: { readonly root: string }): PromptLoader {
  return {
    load: async (name, from) => {
      const path = promptPath(name, from);
      if (path === undefined) return undefined;
      const file = await fileUnder(root, path);
      return file === undefined ? undefined : { path, content: await textOf(file, path) };
    },
  };
}

async function fileUnder(root: string, path: string): Promise<string | undefined> {
  try {
    const [folder, file] = await Promise.all([realpath(root), realpath(join(root, path))]);
    const inside = relative(folder, file);
    return inside === ".." || inside.startsWith(`..${sep}`) ? undefined : file;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw new UnreadablePromptError(`Cannot read the prompt "${path}"`, "", { cause: error });
  }
}

async function textOf(file: string, path: string): Promise<string> {
  try {
    // Looked at before it is opened: opening a pipe would wait for its writer.
    const found = await stat(file);
    if (!found.isFile()) throw new UnreadablePromptError(`The prompt "${path}" is no file`);
    if (found.size > MAX_PROMPT_BYTES) {
      const message = `The prompt "${path}" has more than ${MAX_PROMPT_BYTES} bytes`;
      throw new UnreadablePromptError(message);
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(file));
  } catch (error) {
    if (error instanceof UnreadablePromptError) throw error;
    throw new UnreadablePromptError(`Cannot read the prompt "${path}"`, "", { cause: error });
  }
}

function isAbsent(error: unknown): boolean {
  return (
    error instanceof Error && "code" in error && ["ENOENT", "ENOTDIR"].includes(String(error.code))
  );
}
