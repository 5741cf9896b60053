import type { Json } from "#runtime/event/shared.ts";
import type { ModelRequest } from "#runtime/model/driver.ts";
import { UnknownModelError } from "#runtime/model/model-errors.ts";
import type { ModelError, NormalizedEvent } from "#runtime/model/normalized-event.ts";
import type { ModelInfo, RoutableModels } from "#runtime/model/routing/model-facts.ts";

/** What a scripted model answers to its `call`th request, counted from 1. */
export type Script = (call: number, request: ModelRequest) => readonly NormalizedEvent[];

export interface ScriptedModels extends RoutableModels {
  /** The names of the asked models, in order. */
  readonly asked: readonly string[];
  readonly requests: readonly ModelRequest[];
}

/** Models that play scripts, `<provider>/<model>` to script; the first is the default. */
export function scriptedModels(
  scripts: Readonly<Record<string, Script>>,
  more: { fallback?: readonly string[]; infos?: Readonly<Record<string, ModelInfo>> },
): ScriptedModels {
  const names = Object.keys(scripts);
  const asked: string[] = [];
  const requests: ModelRequest[] = [];
  return {
    asked,
    requests,
    list: () => names,
    info: (name) => more.infos?.[name],
    fallback: more.fallback ?? [],
    resolve: (name = names[0] ?? "") => {
      const script = scripts[name];
      if (script === undefined) throw new UnknownModelError(name, `Use ${names.join(" or ")}`);
      const [provider = "", model = ""] = name.split("/");
      return {
        provider,
        model,
        async *stream(request, signal) {
          signal.throwIfAborted();
          asked.push(name);
          requests.push(request);
          yield script(asked.filter((other) => other === name).length, request);
        },
      };
    },
  };
}

/** An answer of one text, whose tokens are as many as given. */
export function says(text: string, tokens?: { input: number; output: number }): NormalizedEvent[] {
  const usage =
    tokens === undefined ? {} : { input_tokens: tokens.input, output_tokens: tokens.output };
  return [
    { type: "message_delta", text },
    { type: "usage", usage },
    { type: "done", finish_reason: "stop" },
  ];
}

/** An answer that asks for one call. */
export function calls(name: string, args: Json): readonly NormalizedEvent[] {
  return [
    { type: "tool_call_complete", id: "c1", name, arguments: JSON.stringify(args) },
    { type: "done", finish_reason: "tool_calls" },
  ];
}

/** An answer that asks for the tool `read`. */
export const ASKS_TO_READ = calls("read", { path: "a.md" });

const FAILURES = {
  rate_limited: ["The provider asks for a pause", true],
  server: ["The provider failed", true],
  timeout: ["The provider did not answer in time", true],
  auth: ["The model refused the key", false],
  quota: ["The account has no quota left", false],
  context_length: ["The conversation is too long for the model", false],
  bad_request: ["The provider refused the request as invalid", false],
} as const;

/** A failure as a driver words it. */
export function fails(
  code: keyof typeof FAILURES,
  more: Partial<ModelError> = {},
): NormalizedEvent[] {
  const [message, retryable] = FAILURES[code];
  return [{ type: "error", code, message, retryable, ...more }];
}
