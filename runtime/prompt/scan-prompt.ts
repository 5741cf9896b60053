import { CompileError, type PromptSource, type Span } from "./compile-error.ts";
import { settingsOf, type PromptSettings } from "./front-matter.ts";
import { loadReferences, type LoadedPrompt } from "./load-references.ts";
import type { PromptLoader } from "./prompt-loader.ts";
import { PromptWalk } from "./walk-prompt.ts";

/** What can be said of a prompt without its parameters. */
export interface ScannedPrompt {
  /** SHA-256 of the prompt and of all that it refers to, in hexadecimal. */
  readonly hash: string;
  /** Variables that it reads and nobody set before, in the order of the text. */
  readonly parameters: ReadonlySet<string>;
  readonly config: PromptSettings;
  readonly errors: readonly CompileError[];
  /** More than one `<step>`. */
  readonly isChain: boolean;
  /** The prompt's own path first. */
  readonly includedPromptPaths: ReadonlySet<string>;
}

export interface ScanOptions {
  readonly loader?: PromptLoader | undefined;
  /** Without settings at its head the prompt has an error. */
  readonly requireConfig?: boolean;
}

/** Looks for every mistake that needs no values, and lists what the prompt takes and includes. */
export async function scanPrompt(
  source: PromptSource,
  { loader, requireConfig = false }: ScanOptions = {},
): Promise<ScannedPrompt> {
  let prompt: LoadedPrompt;
  try {
    prompt = await loadReferences(source, loader);
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    return unreadable(source, await sha256(source.content), error);
  }
  const scans = new Map<LoadedPrompt, ScannedPrompt>();
  const scanned = await scanLoaded(prompt, scans);
  if (!requireConfig || prompt.template.frontMatter !== undefined) return scanned;
  const whole: Span = { start: 0, end: source.content.length };
  const message =
    "A configuration section is required. For example:\n\n---\nprovider: openai\nmodel: gpt-4\n---\n";
  const missing = new CompileError("config-not-found", message, source, whole);
  return { ...scanned, errors: [missing, ...scanned.errors] };
}

/** What a prompt takes, and every mistake that needs no values, without a hash. */
export type WalkedPrompt = Pick<ScannedPrompt, "parameters" | "errors">;

/** As `scanPrompt`, for a prompt that is read already. */
export function walkPrompt(
  prompt: LoadedPrompt,
  walks = new Map<LoadedPrompt, WalkedPrompt>(),
): WalkedPrompt {
  const known = walks.get(prompt);
  if (known !== undefined) return known;
  const { references, template, source } = prompt;
  for (const reference of references.values()) {
    if (!(reference instanceof CompileError || "error" in reference)) walkPrompt(reference, walks);
  }
  const walk = new PromptWalk(prompt, walks);
  walk.run();
  const errors = [...settingsOf(template, source).errors, ...walk.errors];
  const walked = { parameters: walk.parameters, errors };
  walks.set(prompt, walked);
  return walked;
}

/** Each prompt is looked at once, however often it is referred to. */
async function scanLoaded(
  prompt: LoadedPrompt,
  scans: Map<LoadedPrompt, ScannedPrompt>,
): Promise<ScannedPrompt> {
  const known = scans.get(prompt);
  if (known !== undefined) return known;
  const { source, template } = prompt;
  const { config, errors } = settingsOf(template, source);
  const included = new Set([source.path]);
  const hashes: string[] = [];
  const found = new Map<LoadedPrompt, ScannedPrompt>();
  for (const reference of prompt.references.values()) {
    if (reference instanceof CompileError) continue;
    if ("error" in reference) {
      included.add(reference.source.path);
      hashes.push(await sha256(reference.source.content));
      continue;
    }
    const scan = await scanLoaded(reference, scans);
    found.set(reference, scan);
    hashes.push(scan.hash);
    for (const path of scan.includedPromptPaths) included.add(path);
  }
  const walk = new PromptWalk(prompt, found);
  walk.run();
  const scanned: ScannedPrompt = {
    hash: await sha256(source.content + hashes.join("")),
    parameters: walk.parameters,
    config,
    errors: [...errors, ...walk.errors],
    isChain: walk.steps > 1,
    includedPromptPaths: included,
  };
  scans.set(prompt, scanned);
  return scanned;
}

function unreadable(source: PromptSource, hash: string, error: CompileError): ScannedPrompt {
  const includedPromptPaths = new Set([source.path]);
  const none = { parameters: new Set<string>(), config: {}, isChain: false };
  return { ...none, hash, errors: [error], includedPromptPaths };
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
