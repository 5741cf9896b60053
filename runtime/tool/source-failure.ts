/**
 * The source of a tool is to blame, not the call: its server is down, or died over the call.
 * `lost` means that the call was on its way, so that nobody knows whether it took effect.
 */
export class SourceFailure extends Error {
  override name = "SourceFailure";
  readonly reason: "error" | "lost";
  readonly code: string;
  readonly hint: string | undefined;

  constructor(
    message: string,
    options: { reason: "error" | "lost"; code: string; hint?: string; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.reason = options.reason;
    this.code = options.code;
    this.hint = options.hint;
  }
}
