const MAX_MESSAGE_CHARS = 500;

/** How far a call has come, as its tool says. */
export interface ToolProgress {
  progress?: number;
  total?: number;
  message?: string;
}

/** What a running call has to say and its reader has not taken yet: one progress and one end. */
export class CallInbox<End> {
  readonly #ended = new AbortController();
  #progress: ToolProgress | undefined;
  #end: End | undefined;
  #wake: (() => void) | undefined;

  /** Aborted once the call has its end. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  get end(): End | undefined {
    return this.#end;
  }

  /** Keeps the newest progress; after the end it is of no use. */
  report(update: ToolProgress): void {
    if (this.ended.aborted) return;
    this.#progress = { ...this.#progress, ...readable(update) };
    this.#wake?.();
  }

  /** The first end counts. */
  finish(end: End): void {
    if (this.ended.aborted) return;
    this.#end = end;
    this.#ended.abort();
    this.#wake?.();
  }

  takeProgress(): ToolProgress | undefined {
    const progress = this.#progress;
    this.#progress = undefined;
    return progress;
  }

  /** Resolves when there is something to take. For one reader. */
  async changed(): Promise<void> {
    if (this.#end !== undefined || this.#progress !== undefined) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    await promise;
  }
}

/** Tools report what they like; the log keeps finite numbers and a short text. */
function readable({ progress, total, message }: ToolProgress): ToolProgress {
  return {
    ...(Number.isFinite(progress) && { progress }),
    ...(Number.isFinite(total) && { total }),
    ...(typeof message === "string" && { message: message.slice(0, MAX_MESSAGE_CHARS) }),
  };
}
