/** What a caller of the runtime may meet with a prompt or a model, before anything was sent: the value and the fix. */
export abstract class AgentSdkError extends Error {
  override name = "AgentSdkError";
  /** For programs, as the events have it. */
  abstract readonly code: string;
  /** What is wrong, one sentence. */
  readonly reason: string;
  /** What to do about it, one sentence; empty where the reason says it. */
  readonly hint: string;

  constructor(reason: string, hint = "", options?: ErrorOptions) {
    super(hint === "" ? reason : `${reason}. ${hint}`, options);
    this.reason = reason;
    this.hint = hint;
  }
}

/** Nobody said which model to use. */
export class MissingModelError extends AgentSdkError {
  override name = "MissingModelError";
  readonly code = "missing_model";

  constructor() {
    super(
      "No model is named",
      'Give one as "<provider>/<model>": in the options, in the prompt, or as the default',
    );
  }
}

/** A name that nothing on offer has. `near` are the names that may have been meant. */
export class UnknownModelError extends AgentSdkError {
  override name = "UnknownModelError";
  readonly code: string = "unknown_model";
  readonly model: string;

  constructor(model: string, hint: string) {
    super(`Unknown model "${model}"`, hint);
    this.model = model;
  }
}

/** The first segment of a model's name is no provider. */
export class UnsupportedProviderError extends UnknownModelError {
  override name = "UnsupportedProviderError";
  override readonly code = "unsupported_provider";
  readonly provider: string;

  constructor(model: string, provider: string, hint: string) {
    super(model, hint);
    this.provider = provider;
  }
}

/** The key of a provider is missing: known before the first call. */
export class ProviderAuthError extends AgentSdkError {
  override name = "ProviderAuthError";
  readonly code = "auth";
  readonly provider: string;
  /** The environment variable that would hold the key. */
  readonly variable: string;

  constructor(provider: string, variable: string) {
    super(
      `There is no key for ${provider}. The variable ${variable} is empty`,
      `Set ${variable} and start again`,
    );
    this.provider = provider;
    this.variable = variable;
  }
}

/** The npm package that a provider is configured with is not installed. */
export class MissingPackageError extends AgentSdkError {
  override name = "MissingPackageError";
  readonly code = "missing_package";

  constructor(name: string, options: ErrorOptions) {
    const hint = `Run "npm install ${name}" and start again`;
    super(`The package "${name}" is not installed`, hint, options);
  }
}

/** The npm package that a provider is configured with is no AI SDK provider. */
export class UnfitPackageError extends AgentSdkError {
  override name = "UnfitPackageError";
  readonly code = "unfit_package";

  constructor(name: string, reason: string) {
    super(
      `The package "${name}" is no AI SDK provider: ${reason}`,
      'Name the package of a provider, such as "@ai-sdk/mistral"',
    );
  }
}
