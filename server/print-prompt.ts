import { basename, dirname, relative, resolve, sep } from "node:path";
import { z } from "zod";

import { AgentSdkError } from "#runtime/model/model-errors.ts";
import { CompileError } from "#runtime/prompt/compile-error.ts";
import { fsPromptLoader } from "#runtime/prompt/node-prompt-loader.ts";
import { loadPrompt } from "#runtime/prompt/prompt-loader.ts";
import { renderPrompt } from "#runtime/prompt/render-prompt.ts";
import { systemClock } from "#runtime/system-services.ts";

const Parameters = z.record(z.string(), z.json());

/** What `--params` says is no JSON object. */
export class InvalidParametersError extends Error {
  override name = "InvalidParametersError";
}

/** Prints `{config, messages}`, or `{error}` and answers false. Throws InvalidParametersError. */
export async function printPrompt(
  file: string,
  flags: { readonly params: string; readonly root?: string },
): Promise<boolean> {
  const parameters = readParameters(flags.params);
  const { root, name } = placeOf(file, flags.root);
  try {
    const loader = fsPromptLoader({ root });
    const now = systemClock.now();
    const source = await loadPrompt(loader, name);
    print(await renderPrompt(source, { parameters, loader, now }));
    return true;
  } catch (error) {
    if (!(error instanceof AgentSdkError)) throw error;
    print({ error: described(error) });
    return false;
  }
}

function readParameters(text: string): z.infer<typeof Parameters> {
  try {
    return Parameters.parse(JSON.parse(text));
  } catch (cause) {
    if (!(cause instanceof SyntaxError || cause instanceof z.ZodError)) throw cause;
    throw new InvalidParametersError(`--params takes one JSON object, not ${text.slice(0, 80)}`, {
      cause,
    });
  }
}

/** A file below the root by its place there; any other name counts from the root itself. */
function placeOf(file: string, folder: string | undefined): { root: string; name: string } {
  const absolute = resolve(file);
  if (folder === undefined) return { root: dirname(absolute), name: basename(absolute) };
  const root = resolve(folder);
  const inside = relative(root, absolute);
  const isInside = inside !== ".." && !inside.startsWith(`..${sep}`);
  return { root, name: isInside ? inside.split(sep).join("/") : file };
}

function described(error: AgentSdkError): object {
  const { name, code, message } = error;
  if (!(error instanceof CompileError)) return { name, code, message };
  const { path, start, end } = error;
  return { name, code, message, path, start, end };
}

function print(result: object): void {
  const indent = process.stdout.isTTY ? 2 : 0;
  process.stdout.write(`${JSON.stringify(result, undefined, indent)}\n`);
}
