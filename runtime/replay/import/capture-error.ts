/** A capture cannot be taken over. The message names the place and the value, `fix` what to do. */
export class CaptureError extends Error {
  override name = "CaptureError";
  readonly fix: string;
  /** Counts from 1; absent where the whole text is meant. */
  readonly line?: number;

  constructor(message: string, fix: string, options: ErrorOptions & { line?: number } = {}) {
    const { line, ...rest } = options;
    super(line === undefined ? message : `Line ${line}: ${message}`, rest);
    this.fix = fix;
    if (line !== undefined) this.line = line;
  }
}

/** A value as an error quotes it. */
export function quote(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  return `"${text.length > QUOTED_CHARS ? `${text.slice(0, QUOTED_CHARS)}…` : text}"`;
}

const QUOTED_CHARS = 60;
