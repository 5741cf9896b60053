import type { ToolFact } from "./tool.ts";

const MAX_MESSAGE_CHARS = 500;
/** Facts that wait for their reader; a tool that has more than these is broken. */
const MAX_FACTS = 10_000;

/** How far a call has come, as its tool says. */
export interface ToolProgress {
  progress?: number;
  total?: number;
  message?: string;
}

/** What a running call has to say and its reader has not taken yet: facts, one progress and one end. */
export class CallInbox<End> {
  readonly #ended = new AbortController();
  #facts: ToolFact[] = [];
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

  /** Keeps every fact, in order; after the end it comes too late. */
  record(fact: ToolFact): void {
    if (this.ended.aborted) return;
    if (this.#facts.length >= MAX_FACTS) throw new Error(`There are more than ${MAX_FACTS} facts`);
    this.#facts.push(fact);
    this.#wake?.();
  }

  /** The first end counts. */
  finish(end: End): void {
    if (this.ended.aborted) return;
    this.#end = end;
    this.#ended.abort();
    this.#wake?.();
  }

  takeFacts(): readonly ToolFact[] {
    const facts = this.#facts;
    this.#facts = [];
    return facts;
  }

  takeProgress(): ToolProgress | undefined {
    const progress = this.#progress;
    this.#progress = undefined;
    return progress;
  }

  /** Resolves when there is something to take. For one reader. */
  async changed(): Promise<void> {
    if (this.#end !== undefined || this.#progress !== undefined) return;
    if (this.#facts.length > 0) return;
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
