import type { Clock } from "#runtime/services.ts";
import { NotAStreamError } from "#runtime/model/failure-facts.ts";
import type { InactivityWatch } from "./watch-inactivity.ts";

/** The bytes of one answer; owns its socket until it is closed. */
export interface AnswerBody {
  /** The next chunk, undefined at the end. Throws the reason of an abort, or why the body broke off. */
  next(): Promise<Uint8Array | undefined>;
  /** Closes the socket where the body is not over. */
  close(): Promise<void>;
  /**
   * The answer is whole. What may be left, mostly the mere end of the body, is read, so that the next
   * request can use the connection; where it does not come at once the socket is closed.
   */
  finish(clock: Clock): Promise<void>;
}

/** So long a server may take to end a body whose answer was whole. */
const GRACE_MS = 100;
/** And so many chunks it may still send. */
const GRACE_CHUNKS = 8;

/** The longest answers of models have some megabytes of frames: more is a stream without an end. */
const MAX_BYTES = 256 * 1024 * 1024;

export function openAnswerBody(
  response: Response,
  watch: InactivityWatch,
  stop: AbortSignal,
): AnswerBody {
  const body: ReadableStream<Uint8Array> | null = response.body;
  const reader = body?.getReader();
  let bytes = 0;
  // A body that broke off is closed already.
  const cancel = (): Promise<void> | undefined => reader?.cancel().catch(() => undefined);
  // Not every fetch breaks off the body when its signal aborts: a pending read must not hang.
  const onStop = (): void => void cancel();
  stop.addEventListener("abort", onStop);
  const close = async (): Promise<void> => {
    stop.removeEventListener("abort", onStop);
    await cancel();
  };

  return {
    next: async () => {
      stop.throwIfAborted();
      const chunk = reader === undefined ? undefined : await watch.over(reader.read());
      stop.throwIfAborted();
      bytes += chunk?.value?.byteLength ?? 0;
      if (bytes > MAX_BYTES) throw tooLong();
      return chunk?.value;
    },
    close,
    finish: async (clock) => {
      const over = new AbortController();
      const left = reader === undefined ? undefined : drain(reader);
      // What breaks off here takes nothing away from the answer.
      await Promise.race([left, clock.sleep(GRACE_MS, over.signal)]).catch(() => undefined);
      over.abort();
      await close();
    },
  };
}

async function drain(reader: ReadableStreamDefaultReader<unknown>): Promise<void> {
  for (let chunks = 0; chunks < GRACE_CHUNKS; chunks += 1) {
    if ((await reader.read()).done) return;
  }
}

/** As much of a refusal is read: its message is at its beginning. */
const MAX_REFUSAL_BYTES = 64 * 1024;

/** The beginning of a body as text. */
export async function readBeginning(body: AnswerBody): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  while (text.length < MAX_REFUSAL_BYTES) {
    const chunk = await body.next();
    if (chunk === undefined) break;
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

function tooLong(): NotAStreamError {
  return new NotAStreamError(`the answer is longer than ${MAX_BYTES / 1024 / 1024} MB`);
}
