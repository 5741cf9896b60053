import type { EventDraft, RuntimeEvent } from "#runtime/event/catalogue.ts";
import { emptyThread, fold } from "#runtime/state/fold.ts";
import { findRun } from "#runtime/state/run-queries.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import { compareEvent, Diverged } from "./divergence.ts";
import { isDecidedByLoop } from "./loop-facts.ts";
import type { Recording } from "./recording.ts";
import { pieceOf } from "./text-run.ts";

/**
 * How far a replay has come in its recording: what the loop must write next, and the state that it
 * sees, which is the fold of what was recorded up to there.
 *
 * C1 The state moves over a recorded event only when the loop has written the same.
 * C2 What came from outside is there as soon as all before it is.
 * C3 A stop is felt where the recording shows that it was felt.
 */
export class Cursor {
  readonly recording: Recording;
  #stop = new AbortController();
  readonly #watchers = new Set<() => void>();
  readonly #unseen: ReadonlySet<number>;
  readonly #isRedacted: boolean;
  #attempt = 0;
  #position = 0;
  /** Characters of the next event's text that the loop has written already. */
  #written = 0;
  #compared = 0;
  #state: ThreadState;
  #planned: ThreadState;

  /** `unseen`: events from outside that came too late for the plan that follows them. */
  constructor(recording: Recording, unseen: ReadonlySet<number> = new Set()) {
    this.recording = recording;
    this.#unseen = unseen;
    this.#isRedacted = recording.events.some(({ refs }) => refs?.["redacted"] !== undefined);
    this.#state = emptyThread(recording.session_id, recording.thread_id);
    this.#planned = this.#state;
    this.#takeFromOutside();
  }

  /** Aborted when the run is stopped, or the replay is over. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  get state(): ThreadState {
    return this.#state;
  }

  /** The state that the next plan was made from. */
  get planned(): ThreadState {
    return this.#planned;
  }

  /** The event that the loop must write next; undefined after its last one. */
  get next(): RuntimeEvent | undefined {
    return this.#position < this.#end ? this.recording.events[this.#position] : undefined;
  }

  /** The recorded events that are still to come, the next one first. */
  get ahead(): readonly RuntimeEvent[] {
    return this.recording.events.slice(this.#position, this.#end);
  }

  /** How many events the loop has written as they were recorded. */
  get compared(): number {
    return this.#compared;
  }

  /** Whether the loop was cut off here, in this attempt. */
  get isCutOff(): boolean {
    const isLast = this.#attempt === this.recording.attempts.length - 1;
    return this.next === undefined && !(isLast && this.recording.isWhole);
  }

  /** Goes on to what a restart made of the run; false after the last attempt. */
  restart(): boolean {
    if (this.#attempt >= this.recording.attempts.length - 1) return false;
    this.#stop = new AbortController();
    this.#attempt += 1;
    this.#written = 0;
    this.#takeFromOutside();
    return true;
  }

  get #end(): number {
    return this.recording.attempts[this.#attempt] ?? 0;
  }

  get last(): RuntimeEvent | undefined {
    return this.recording.events[this.#position - 1];
  }

  /** Calls back whenever the cursor has moved, and once at first. Answers with the way to stop. */
  watch(look: () => void): () => void {
    this.#watchers.add(look);
    look();
    return () => this.#watchers.delete(look);
  }

  /** Ends whatever still waits. */
  release(reason: Error): void {
    this.#stop.abort(reason);
  }

  /** Moves over what the loop wrote. Throws Diverged where something else is recorded. */
  accept(draft: EventDraft): void {
    if (!isDecidedByLoop(draft)) return;
    const piece = pieceOf(draft);
    if (piece !== undefined) return this.#acceptText(draft, piece.kind, piece.text);
    const event = this.#expect(draft);
    const divergence = compareEvent(draft, event, this.#isRedacted);
    if (divergence !== undefined) throw new Diverged(divergence);
    this.#advance();
  }

  #acceptText(draft: EventDraft, kind: string, text: string): void {
    let rest = text;
    while (rest !== "") {
      const event = this.#expect(draft);
      const recorded = pieceOf(event);
      const left = recorded?.kind === kind ? recorded.text.slice(this.#written) : "";
      const length = Math.min(left.length, rest.length);
      if (length === 0 || left.slice(0, length) !== rest.slice(0, length)) {
        const { sequence, type } = event;
        const found = compareEvent(draft, event, this.#isRedacted) ?? {
          sequence,
          reason: "field",
          type,
          path: "payload.text",
        };
        throw new Diverged(found);
      }
      rest = rest.slice(length);
      this.#written += length;
      if (length === left.length) this.#advance();
    }
  }

  #expect(draft: EventDraft): RuntimeEvent {
    const event = this.next;
    if (event !== undefined) return event;
    const { type, payload } = draft;
    const sequence = this.last?.sequence ?? 0;
    throw new Diverged({ sequence, reason: "extra", type, path: "", replayed: { type, payload } });
  }

  #advance(): void {
    this.#written = 0;
    this.#compared += 1;
    this.#take();
    this.#takeFromOutside();
    for (const look of this.#watchers) look();
  }

  #take(): void {
    const event = this.recording.events[this.#position];
    if (event === undefined) return;
    this.#position += 1;
    this.#state = fold(this.#state, event);
  }

  /** Keeps C2 and C3. */
  #takeFromOutside(): void {
    let planned: ThreadState | undefined;
    while (this.next !== undefined && !this.#isOwn(this.next)) {
      if (this.#unseen.has(this.next.sequence)) planned ??= this.#state;
      this.#take();
    }
    this.#planned = planned ?? this.#state;
    if (this.#feelsStop()) this.release(new Error("The run was stopped"));
  }

  #isOwn(event: RuntimeEvent): boolean {
    // A piece without text is where a call was begun; there is nothing of it to compare.
    const isEmpty = pieceOf(event)?.text === "";
    return event.run_id === this.recording.run_id && isDecidedByLoop(event) && !isEmpty;
  }

  #feelsStop(): boolean {
    const run = findRun(this.#state, this.recording.run_id);
    if (run?.cancel === undefined) return false;
    const isAsking = run.steps.at(-1)?.state === "open" || run.compaction?.asking !== undefined;
    const isRunning = run.calls.some(({ status }) => status === "running");
    return !(isAsking || isRunning) || isStopped(this.next);
  }
}

function isStopped(event: RuntimeEvent | undefined): boolean {
  switch (event?.type) {
    case "model.failed":
      return true;
    case "tool.failed":
      return (
        event.payload.reason === "cancelled" ||
        event.payload.error.code === "unresolved" ||
        event.payload.provider_executed === true
      );
    default:
      return event === undefined;
  }
}
