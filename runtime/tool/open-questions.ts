import type { Clock } from "#runtime/services.ts";
import type { AskPerson, PersonAnswer } from "./tool.ts";

/** The questions that one call has open, and the time in which it waited for nobody. */
export class OpenQuestions {
  readonly #clock: Clock;
  readonly #ask: AskPerson | undefined;
  readonly #over = new AbortController();
  readonly #open = new Set<Promise<PersonAnswer>>();
  #waitedMs = 0;
  #since = 0;

  constructor(clock: Clock, ask: AskPerson | undefined) {
    this.#clock = clock;
    this.#ask = ask;
  }

  /** Asks; the question is taken back when the signal is aborted, and at the latest with the call. */
  readonly ask: AskPerson = async (asked, signal) => {
    if (this.#ask === undefined) return { action: "cancel" };
    if (this.#open.size === 0) this.#since = this.#clock.monotonic();
    const answer = this.#ask(asked, AbortSignal.any([signal, this.#over.signal]));
    this.#open.add(answer);
    try {
      return await answer;
    } finally {
      this.#open.delete(answer);
      if (this.#open.size === 0) this.#waitedMs += this.#clock.monotonic() - this.#since;
    }
  };

  /** Resolves when the call has worked for so long, without the time in which a person was asked. */
  async worked(ms: number, signal: AbortSignal): Promise<void> {
    const begun = this.#clock.monotonic();
    const left = () => ms - (this.#clock.monotonic() - begun - this.#waited());
    await this.#clock.sleep(ms, signal);
    while (this.#waited() > 0 && left() > 0) await this.#clock.sleep(left(), signal);
  }

  /** Takes back what is still open; resolves when that is settled. */
  async close(): Promise<void> {
    this.#over.abort(new Error("The call ended before it was answered"));
    await Promise.allSettled(this.#open);
  }

  #waited(): number {
    return this.#waitedMs + (this.#open.size === 0 ? 0 : this.#clock.monotonic() - this.#since);
  }
}
