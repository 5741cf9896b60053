import { StepsNotSupportedError } from "./prompt-errors.ts";
import { Budget } from "./budget.ts";
import { CompileError, type PromptSource } from "./compile-error.ts";
import { settingsOf, type PromptSettings } from "./front-matter.ts";
import { loadReferences, type LoadedPrompt } from "./load-references.ts";
import { MessageWriter } from "./message-writer.ts";
import type { PromptLoader } from "./prompt-loader.ts";
import type { PromptMessage } from "./prompt-message.ts";
import { NodeRenderer } from "./render-nodes.ts";
import { Scope } from "./scope.ts";
import { tagsOf } from "./tags-of.ts";
import type { MessageRole } from "./template.ts";
import { copyIn } from "./value.ts";

export interface RenderOptions {
  /** Data for the prompt's variables; it is copied, never changed. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Finds what `<prompt path>` names. */
  readonly loader?: PromptLoader | undefined;
  /** Of what stands outside of message tags. */
  readonly defaultRole?: MessageRole;
  /** What `$now` is, in ISO 8601; without it the variable is empty. */
  readonly now?: string;
}

/** What a prompt says to a model: its settings as written and the messages. */
export interface RenderedPrompt {
  readonly config: PromptSettings;
  readonly messages: readonly PromptMessage[];
}

/**
 * Renders a prompt. Bounded in work and text whatever the prompt says, and free of effects.
 * Throws an AgentSdkError: CompileError with the place, StepsNotSupportedError, PromptTooCostlyError.
 */
export async function renderPrompt(
  source: PromptSource,
  options: RenderOptions = {},
): Promise<RenderedPrompt> {
  return render(await loadReferences(source, options.loader), () => options);
}

/**
 * As `renderPrompt`, for a prompt that is read already. Its settings may say what its variables stand for.
 * Throws as that does.
 */
export function renderPromptNow(
  prompt: LoadedPrompt,
  parametersOf: (config: PromptSettings) => Readonly<Record<string, unknown>>,
): RenderedPrompt {
  return render(prompt, (config) => ({ parameters: parametersOf(config) }));
}

function render(
  prompt: LoadedPrompt,
  optionsFor: (config: PromptSettings) => Omit<RenderOptions, "loader">,
): RenderedPrompt {
  refuseSteps(prompt);
  const { source } = prompt;
  const { config, errors } = settingsOf(prompt.template, source);
  if (errors[0] !== undefined) throw errors[0];
  const { parameters = {}, defaultRole = "system", now } = optionsFor(config);
  const budget = new Budget();
  const scope = new Scope();
  for (const [name, value] of Object.entries(parameters)) {
    scope.declare(name, copyIn(value, budget));
  }
  scope.declare("$now", now);
  const writer = new MessageWriter(defaultRole, budget);
  new NodeRenderer(prompt, writer, budget).render(prompt.template.children, scope);
  return { config, messages: writer.end() };
}

/** A chain waits for an answer between its steps; a prompt that holds one is refused before anything else. */
function refuseSteps(prompt: LoadedPrompt, seen = new Set<LoadedPrompt>()): void {
  seen.add(prompt);
  const { source, template, references } = prompt;
  for (const tag of tagsOf(template.children, "step")) {
    const { path, start } = new CompileError("step", "", source, tag);
    const where = `line ${start.line}, column ${start.column}${path === "" ? "" : ` of ${path}`}`;
    const message = `Prompts with <step> are not run (${where}); put all that it says into one prompt`;
    throw new StepsNotSupportedError(message);
  }
  for (const found of references.values()) {
    if (found instanceof CompileError || "error" in found || seen.has(found)) continue;
    refuseSteps(found, seen);
  }
}
