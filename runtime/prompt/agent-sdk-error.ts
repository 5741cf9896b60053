/** Whatever goes wrong between a prompt and its answer, for callers that tell it from other errors. */
export class AgentSdkError extends Error {
  override name = "AgentSdkError";
}

/** The prompt holds a chain of `<step>`s, which are not run. */
export class StepsNotSupportedError extends AgentSdkError {
  override name = "StepsNotSupportedError";
}

/** No loader knows a prompt of that name. */
export class PromptNotFoundError extends AgentSdkError {
  override name = "PromptNotFoundError";
}

/** A prompt was asked for before any was registered. */
export class MissingRegistryError extends AgentSdkError {
  override name = "MissingRegistryError";
}
