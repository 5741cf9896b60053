import { AgentSdkError } from "#runtime/model/model-errors.ts";

/** The prompt holds a chain of `<step>`s, which are not run. */
export class StepsNotSupportedError extends AgentSdkError {
  override name = "StepsNotSupportedError";
  readonly code = "steps_not_supported";
}

/** No loader knows a prompt of that name. */
export class PromptNotFoundError extends AgentSdkError {
  override name = "PromptNotFoundError";
  readonly code = "prompt_not_found";
}

/** A prompt was asked for before any was registered. */
export class MissingRegistryError extends AgentSdkError {
  override name = "MissingRegistryError";
  readonly code = "missing_registry";
}
