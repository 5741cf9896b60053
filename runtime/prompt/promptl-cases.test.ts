import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { StepsNotSupportedError } from "./prompt-errors.ts";
import type { PromptSource } from "./compile-error.ts";
import type { PromptLoader } from "./prompt-loader.ts";
import { renderPrompt, type RenderedPrompt } from "./render-prompt.ts";
import { scanPrompt } from "./scan-prompt.ts";

const CASES = join(import.meta.dirname, "../../../shared/data/corpora/promptl/cases.dev.jsonl");

/** Cases where this room says something else, each with its reason. */
const OTHERWISE: ReadonlyMap<string, string> = new Map([
  [
    "src/compiler/scan.test.ts > config > does not crash with unresolved alias",
    "no alias is resolved at all, so the message says that aliases are refused",
  ],
  [
    "src/compiler/scan.test.ts > config > returns the correct positions of schema errors",
    "no schema of a caller's own is checked: agents check their settings themselves",
  ],
  [
    "src/compiler/scan.test.ts > syntax errors > shows errors from referenced prompts as errors in the parent: child",
    "the recorded error stands one character before the tag that it is about",
  ],
]);

const cases = promptlCases() ?? [];
const scans = cases.filter(({ kind }) => kind === "scan");
const renderings = cases.filter(({ kind }) => kind === "chain");
const chains = renderings.filter(({ prompt }) => prompt.includes("<step"));
const failures = renderings.filter((each) => !chains.includes(each) && each.steps?.[0]?.error);
const messages = renderings.filter((each) => !chains.includes(each) && !failures.includes(each));

describe.skipIf(cases.length === 0)("PromptL's own cases (needs ../shared/data)", () => {
  test.each(numbered(scans.filter((each) => otherwise(each) === undefined)))(
    "scan %i agrees: %s",
    async (_index, _name, each) => {
      expect(await scanned(each)).toMatchObject(each.result ?? {});
    },
  );

  test.each(numbered(scans.filter((each) => otherwise(each) !== undefined)))(
    "scan %i says something else, for a reason: %s",
    async (_index, _name, each) => {
      expect(await scanned(each)).not.toMatchObject(each.result ?? {});
    },
  );

  test.each(numbered(messages))("rendering %i agrees: %s", async (_index, _name, each) => {
    const found = await rendered(each);

    const { adapter = "default", steps } = each;
    const { system: _anthropic, ...config } = { ...steps?.[0]?.config, system: undefined };
    expect(found.config).toEqual(config);
    expect(found.messages).toMatchObject([...neutral(steps?.[0]?.messages ?? [], adapter)]);
  });

  test.each(numbered(failures))("failure %i agrees: %s", async (_index, _name, each) => {
    await expect(rendered(each)).rejects.toMatchObject(each.steps?.[0]?.error ?? {});
  });

  test.each(numbered(chains))("chain %i is refused by name: %s", async (_index, _name, each) => {
    await expect(rendered(each)).rejects.toThrow(StepsNotSupportedError);
  });
});

function numbered(some: readonly PromptlCase[]): [number, string, PromptlCase][] {
  return some.map((each) => [cases.indexOf(each), each.test, each]);
}

function otherwise({ test: name, fullPath = "" }: PromptlCase): string | undefined {
  return OTHERWISE.get(name) ?? OTHERWISE.get(`${name}: ${fullPath}`);
}

async function scanned(each: PromptlCase): Promise<object> {
  const source = { path: each.fullPath ?? "", content: each.prompt };
  const { requireConfig = false, refs } = each;
  const found = await scanPrompt(source, { loader: caseLoader(refs), requireConfig });
  return {
    ...found,
    parameters: [...found.parameters],
    includedPromptPaths: [...found.includedPromptPaths],
    errors: found.errors.map(({ code, message, start, end }) => ({ code, message, start, end })),
  };
}

async function rendered({
  prompt,
  refs,
  parameters = {},
  options,
}: PromptlCase): Promise<RenderedPrompt> {
  const { defaultRole = "system" } = options ?? {};
  const loader = caseLoader(refs);
  return renderPrompt({ path: "", content: prompt }, { parameters, loader, defaultRole });
}

/** A recorded case of PromptL's own tests; what this room does not look at is left out. */
interface PromptlCase {
  readonly kind: "chain" | "scan";
  readonly test: string;
  readonly prompt: string;
  readonly refs: Readonly<Record<string, PromptSource | null>>;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly adapter?: Adapter;
  readonly options?: { readonly defaultRole?: "user" };
  readonly steps?: readonly CaseStep[];
  readonly fullPath?: string;
  readonly requireConfig?: boolean;
  readonly result?: Readonly<Record<string, unknown>>;
}

interface CaseStep {
  readonly messages?: readonly Wire[];
  readonly config?: object;
  readonly error?: object;
}

type Adapter = "default" | "openai" | "openaiResponses" | "anthropic" | "vercel";
/** What `JSON.parse` gives: the shapes of four vendors. */
type Wire = ReturnType<typeof JSON.parse>;

/** Undefined where the folder of test data is not beside the project. */
function promptlCases(): readonly PromptlCase[] | undefined {
  try {
    const lines = readFileSync(CASES, "utf8").trim().split("\n");
    return lines.map((line) => JSON.parse(line) as PromptlCase);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Finds what a case says that a reference finds. */
function caseLoader(refs: PromptlCase["refs"]): PromptLoader {
  return {
    load: async (name, from = "") => Promise.resolve(refs[`${from}|${name}`] ?? undefined),
  };
}

/** The messages of an adapter read back into those that PromptL itself has. */
function neutral(messages: readonly Wire[], adapter: Adapter): readonly Wire[] {
  switch (adapter) {
    case "default":
      return messages;
    case "openai":
      return messages.map(fromOpenAi);
    case "openaiResponses":
      return fromResponses(messages);
    case "anthropic":
      return messages.map(fromAnthropic);
    case "vercel":
      return messages.map(fromVercel);
  }
}

function fromOpenAi({ tool_calls: calls, tool_call_id: toolId, ...rest }: Wire): Wire {
  const parts = (calls ?? []).map((call: Wire) => toolCall(call["id"], call["function"]));
  const content = [...texts(rest["content"]), ...parts];
  return { ...rest, ...(toolId === undefined ? {} : { toolId }), content };
}

/** A call stands beside the message that it was part of. */
function fromResponses(messages: readonly Wire[]): readonly Wire[] {
  const read: { role: string; content: unknown[]; [key: string]: unknown }[] = [];
  for (const { type, ...rest } of messages) {
    if (type === "function_call") {
      read.at(-1)?.content.push(toolCall(rest["call_id"], rest));
    } else if (type === "function_call_output") {
      const content = [{ type: "text", text: rest["output"] }];
      read.push({ role: "tool", toolId: rest["call_id"], content });
    } else {
      read.push({ role: rest["role"], content: rest["content"].map(responsePart) });
    }
  }
  return read;
}

function responsePart({ type, text, image_url: image, file_data: file }: Wire): Wire {
  if (type === "input_text") return { type: "text", text };
  return type === "input_image" ? { type: "image", image } : { type: "file", file };
}

function fromAnthropic({ role, content, toolName }: Wire): Wire {
  const [first] = content;
  if (first["type"] === "tool_result") {
    return { role: "tool", toolName, toolId: first["tool_use_id"], content: first["content"] };
  }
  return { role, content: content.map(anthropicPart) };
}

function anthropicPart(part: Wire): Wire {
  if (part["type"] !== "tool_use") return part;
  const { id: toolCallId, name: toolName, input: toolArguments } = part;
  return { type: "tool-call", toolCallId, toolName, toolArguments };
}

function fromVercel({ role, content }: Wire): Wire {
  const [first] = texts(content);
  if (first?.["type"] === "tool-result") {
    const { toolCallId: toolId, toolName, result: text } = first;
    return { role, toolId, toolName, content: [{ type: "text", text }] };
  }
  return { role, content: texts(content).map(vercelPart) };
}

function vercelPart({ type, data, mediaType, args, ...rest }: Wire): Wire {
  if (type === "file") return { type, file: data, mimeType: mediaType };
  return args === undefined ? { type, ...rest } : { type, ...rest, toolArguments: args };
}

function toolCall(toolCallId: unknown, { name, arguments: json }: Wire): Wire {
  return { type: "tool-call", toolCallId, toolName: name, toolArguments: JSON.parse(json) };
}

function texts(content: unknown): readonly Wire[] {
  return typeof content === "string" ? [{ type: "text", text: content }] : (content as Wire[]);
}
