import type { Json } from "#runtime/event/shared.ts";
import type { ModelRequest, ModelSettings, ModelTool } from "#runtime/model/driver.ts";
import { withoutEmpty } from "#runtime/model/protocol/json-access.ts";
import { objectSchema } from "#runtime/model/protocol/object-schema.ts";
import type { OutgoingRequest } from "#runtime/model/protocol/protocol.ts";

import { writeContents } from "./gemini-contents.ts";

/** A request to generateContent; its answer streams as server-sent events. */
export function writeGemini(request: ModelRequest, model: string): OutgoingRequest {
  const { messages, tools, settings = {} } = request;
  const system = messages.filter(({ role }) => role === "system").map(({ content }) => content);
  const config = writeConfig(settings, model);
  return {
    path: `/${resourceOf(model)}:streamGenerateContent?alt=sse`,
    body: withoutEmpty({
      systemInstruction:
        system.length === 0 ? undefined : { parts: [{ text: system.join("\n\n") }] },
      contents: writeContents(messages, wantsSignatures(model)),
      tools: tools.length === 0 ? undefined : [{ functionDeclarations: tools.map(writeTool) }],
      generationConfig: Object.keys(config).length === 0 ? undefined : config,
    }),
  };
}

/** `models/<name>`, unless the name says which kind of model it is, such as `tunedModels/<name>`. */
function resourceOf(model: string): string {
  const path = model.includes("/") ? model : `models/${model}`;
  return path.split("/").map(encodeURIComponent).join("/");
}

function writeTool({ name, description, input_schema }: ModelTool): Json {
  return { name, description, parametersJsonSchema: objectSchema(input_schema) };
}

function writeConfig(settings: ModelSettings, model: string): Record<string, Json> {
  const schema = settings.response_schema?.schema;
  return withoutEmpty({
    temperature: settings.temperature,
    topP: settings.top_p,
    topK: settings.top_k,
    maxOutputTokens: settings.max_output_tokens,
    presencePenalty: settings.presence_penalty,
    frequencyPenalty: settings.frequency_penalty,
    stopSequences: settings.stop && [...settings.stop],
    thinkingConfig: writeThinking(settings.reasoning_effort, model),
    ...(schema !== undefined && {
      responseMimeType: "application/json",
      responseJsonSchema: schema,
    }),
  });
}

const BUDGETS: Readonly<Record<string, number>> = { minimal: 512, low: 1024, medium: 8192 };
const HIGH_BUDGET = 24_576;
/** Gemini 2.5 Pro cannot but think. */
const MIN_PRO_BUDGET = 128;

/** Gemini 2.5 thinks within a budget of tokens, later models at a level; thoughts come as summaries. */
function writeThinking(effort: string | undefined, model: string): Json | undefined {
  if (effort === undefined) return undefined;
  if (model.includes("gemini-2")) {
    if (effort === "none") return { thinkingBudget: model.includes("pro") ? MIN_PRO_BUDGET : 0 };
    return { includeThoughts: true, thinkingBudget: BUDGETS[effort] ?? HIGH_BUDGET };
  }
  const level = effort === "none" ? "minimal" : LEVELS.has(effort) ? effort : "high";
  return { includeThoughts: effort !== "none", thinkingLevel: level };
}

const LEVELS: ReadonlySet<string> = new Set(["minimal", "low", "medium", "high"]);

/** Since version 3, also under names such as `gemini-flash-latest`. */
function wantsSignatures(model: string): boolean {
  return /gemini-(?![12])/.test(model);
}
