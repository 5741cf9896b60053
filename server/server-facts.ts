import { resolve } from "node:path";

import { hookName } from "#runtime/hook/hook-config.ts";
import type { Environment } from "#runtime/model/provider/environment.ts";
import { PRESET_NAMES, presetOf } from "#runtime/model/provider/presets.ts";
import type { Containment } from "#runtime/process/node-containment.ts";
import type { ServerFacts } from "#views/settings/server-facts.ts";
import type { Config } from "./config.ts";
import type { AbsentTool } from "./mounted-builtins.ts";
import type { ServeOptions } from "./serve-options.ts";

interface Surroundings extends Pick<Containment, "level" | "note"> {
  readonly absent?: readonly AbsentTool[];
}

/** What the process was started with, fit to be shown: names of keys, never their values (R10). */
export function serverFacts(
  options: ServeOptions,
  config: Config,
  env: Environment,
  { level, note, absent = [] }: Surroundings,
): ServerFacts {
  const { models, outputs, hooks } = config;
  return {
    keys: [...presetKeys(env), ...configuredKeys(config, env)],
    data: resolve(options.data),
    ...(options.config !== undefined && { config: resolve(options.config) }),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cold: options.cold,
    outputs,
    records: models?.record !== false,
    cache: models?.cache === true,
    containment: { level, ...(note !== undefined && { note }) },
    absent_tools: absent,
    hooks: hooks.map((hook) => ({ name: hookName(hook), point: hook.point, match: hook.match })),
  };
}

function presetKeys(env: Environment): ServerFacts["keys"] {
  return PRESET_NAMES.flatMap((name) => {
    const { title, keyVariables } = presetOf(name);
    return keyVariables.map((variable) => ({ variable, title, isSet: isSet(env, variable) }));
  });
}

/** The variables that uar.yaml names, and the one of a server that has no name of its own. */
function configuredKeys({ models }: Config, env: Environment): ServerFacts["keys"] {
  const named = Object.entries(models?.providers ?? {}).flatMap(([title, { api_key_env }]) =>
    api_key_env === undefined ? [] : [{ variable: api_key_env, title }],
  );
  return [...named, { variable: "LLM_API_KEY", title: "Model server" }].map((key) => ({
    ...key,
    isSet: isSet(env, key.variable),
  }));
}

function isSet(env: Environment, variable: string): boolean {
  return (env[variable] ?? "").trim() !== "";
}
