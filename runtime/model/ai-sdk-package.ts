import type { LanguageModelV4 } from "@ai-sdk/provider";

import { type SdkSettings, sdkSettings } from "./ai-sdk-settings.ts";
import { MissingPackageError, UnfitPackageError } from "./model-errors.ts";
import type { Connection } from "./provider/connection.ts";

/** OpenAI's own: it alone has a model for each of its two protocols. */
const OPENAI = "@ai-sdk/openai";

/**
 * The model of the connection's AI SDK package: its `create*` export, called with the connection.
 * Rejects with MissingPackageError or UnfitPackageError, which name the package and the fix.
 */
export async function loadSdkModel(
  connection: Connection,
  model: string,
): Promise<LanguageModelV4> {
  const name = connection.package ?? OPENAI;
  if (name === OPENAI) return (await import("./openai.ts")).openAIModel(connection, model);
  const create = findCreate(await load(name));
  const provider = create?.(sdkSettings(connection));
  if (!hasModels(provider)) {
    throw new UnfitPackageError(name, "it has no create function that gives language models");
  }
  return current(name, provider.languageModel(model));
}

async function load(name: string): Promise<object> {
  try {
    // What a package exports is known once it is looked at.
    return (await import(/* @vite-ignore */ name)) as object;
  } catch (cause) {
    if (isMissing(cause, name)) throw new MissingPackageError(name, { cause });
    throw cause;
  }
}

/** The package itself is not there; something that it needs may be missing as well. */
function isMissing(cause: unknown, name: string): boolean {
  return (
    cause instanceof Error &&
    "code" in cause &&
    cause.code === "ERR_MODULE_NOT_FOUND" &&
    cause.message.includes(name)
  );
}

type Create = (settings: SdkSettings) => unknown;

function findCreate(exported: object): Create | undefined {
  const found = Object.entries(exported).find(
    (entry): entry is [string, Create] =>
      /^create[A-Z]/.test(entry[0]) && typeof entry[1] === "function",
  );
  return found?.[1];
}

interface SdkProvider {
  languageModel(model: string): unknown;
}

function hasModels(provider: unknown): provider is SdkProvider {
  const isObject = typeof provider === "function" || typeof provider === "object";
  return (
    isObject &&
    provider !== null &&
    "languageModel" in provider &&
    typeof provider.languageModel === "function"
  );
}

/** A model of the SDK's current form; packages of the two forms before are translated by the SDK. */
async function current(name: string, model: unknown): Promise<LanguageModelV4> {
  if (!isModel(model)) throw new UnfitPackageError(name, "its models do not stream");
  if (model.specificationVersion === "v4") return model;
  const { wrapLanguageModel } = await import("ai");
  return wrapLanguageModel({ model, middleware: [] });
}

type SdkModel = Parameters<typeof import("ai").wrapLanguageModel>[0]["model"];

function isModel(model: unknown): model is SdkModel {
  return typeof model === "object" && model !== null && "doStream" in model;
}
