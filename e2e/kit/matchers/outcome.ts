/** What a matcher answers with. */
export interface Outcome {
  readonly pass: boolean;
  readonly message: () => string;
}

const MOST_SHOWN = 8;

/** `wrong` says what broke the expectation `claim`, piece by piece; nothing means that it holds. */
export function outcome(claim: string, wrong: readonly string[]): Outcome {
  const pass = wrong.length === 0;
  const shown = wrong.slice(0, MOST_SHOWN).map((each) => `  ${each}`);
  const rest = wrong.length > MOST_SHOWN ? [`  and ${wrong.length - MOST_SHOWN} more`] : [];
  const message = pass
    ? `Expected the chat not to ${claim}, but it did`
    : [`Expected the chat to ${claim}, but:`, ...shown, ...rest].join("\n");
  return { pass, message: () => message };
}
