const MAX_CHARS = 300;
const MAX_CAUSES = 3;

/** An error in one line, with what caused it: network errors say what is wrong only there. */
export function describeError(error: unknown): string {
  const parts: string[] = [];
  let cause: unknown = error;
  for (let depth = 0; depth < MAX_CAUSES && cause !== undefined; depth += 1) {
    const text = wordsOf(cause);
    if (text !== "" && !parts.some((part) => part.includes(text))) parts.push(text);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  const line = parts.join(": ").replace(/\s+/g, " ").trim();
  return line.length <= MAX_CHARS ? line : `${line.slice(0, MAX_CHARS)}…`;
}

function wordsOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  return typeof error === "string" ? error : "an error without words";
}
