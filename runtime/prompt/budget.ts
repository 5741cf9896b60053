import { AgentSdkError } from "#runtime/model/model-errors.ts";

/** What one rendering may cost. A step is about a tenth of a microsecond's work. */
const MAX_STEPS = 200_000;
/** Characters that all results of expressions and all text of messages together may have. */
const MAX_CHARS = 2_000_000;

/** A prompt asked for more work or text than a rendering may cost. */
export class PromptTooCostlyError extends AgentSdkError {
  override name = "PromptTooCostlyError";
  readonly code = "prompt_too_costly";
}

/** Counts down what a rendering has left. Work is paid before it is done. */
export class Budget {
  #steps = MAX_STEPS;
  #chars = MAX_CHARS;

  /** Throws PromptTooCostlyError when nothing is left. */
  steps(count: number): void {
    this.#steps -= count;
    if (!(this.#steps >= 0)) {
      throw new PromptTooCostlyError(
        `The prompt takes more than ${MAX_STEPS} steps; shorten its loops`,
      );
    }
  }

  /** Pays for text that is about to be made or searched. */
  chars(count: number): void {
    this.steps(Math.ceil(count / 64));
    this.#chars -= count;
    if (!(this.#chars >= 0)) {
      throw new PromptTooCostlyError(`The prompt makes more than ${MAX_CHARS} characters of text`);
    }
  }
}
