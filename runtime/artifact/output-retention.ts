import { z } from "zod";

import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { ThreadRef } from "#runtime/log/port.ts";
import type { Clock } from "#runtime/services.ts";
import type { EventSink } from "#runtime/sink.ts";
import type { KeptWhole } from "./output-keeper.ts";
import type { OutputPlaces } from "./output-places.ts";
import { type KeptBytes, outputRef, type OutputStore } from "./output-store.ts";

const MEGABYTE = 1024 * 1024;
const DAY_MS = 24 * 60 * 60_000;

/** How long whole outputs are kept beside the log; their beginnings stay in it for good. */
export const OutputPolicy = z.strictObject({
  /** All of them together; the oldest make room. */
  max_megabytes: z.int().positive().default(2_048),
  /** Absent, age alone removes nothing. */
  max_age_days: z.int().positive().exactOptional(),
});
export type OutputPolicy = z.infer<typeof OutputPolicy>;

/** Outputs that one start removes at most of those that no log names. */
const MAX_SWEPT = 10_000;

interface Retention {
  readonly store: OutputStore;
  readonly policy: OutputPolicy;
  readonly places: Pick<OutputPlaces, "of">;
  readonly open: (place: ThreadRef) => Promise<Pick<EventSink, "append">>;
  readonly clock: Pick<Clock, "now">;
  /** Told why making room failed, where nobody waits for it. */
  readonly report: (error: unknown) => void;
}

/**
 * Removes what is kept no longer. A log that names an output hears of its end before it goes
 * (`output.expired`); what no log names was left by a crash between the output and its event.
 */
export class OutputRetention {
  readonly #options: Retention;
  /** What was put before is left over from a former process, or an event names it. */
  readonly #startedAt: number;
  #total = 0;
  #running: Promise<void> | undefined;

  constructor(options: Retention) {
    this.#options = options;
    this.#startedAt = Date.parse(options.clock.now());
  }

  /** At the start, once every log was read: sweeps what no log names, then does what the policy asks. */
  async start(): Promise<void> {
    const { store } = this.#options;
    const left = (await store.list()).filter((known) => this.#isLeftOver(known));
    for (const known of left.slice(0, MAX_SWEPT)) await store.remove(known);
    await this.enforce();
  }

  /** Hears of each kept output, and makes room where there is too much, without keeping anybody waiting. */
  kept({ bytes }: KeptWhole): void {
    this.#total += bytes;
    if (this.#total > this.#maxBytes) this.enforce().catch(this.#options.report);
  }

  /** Lets the oldest outputs expire until the policy holds. One at a time, whoever asks. */
  enforce(): Promise<void> {
    this.#running ??= this.#enforce().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  get #maxBytes(): number {
    return this.#options.policy.max_megabytes * MEGABYTE;
  }

  async #enforce(): Promise<void> {
    const { store, policy, clock } = this.#options;
    const all = (await store.list()).toSorted((one, other) => one.kept_at - other.kept_at);
    const ageMs = (policy.max_age_days ?? Infinity) * DAY_MS;
    const oldest = Date.parse(clock.now()) - ageMs;
    this.#total = all.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const known of all) {
      const isOld = known.kept_at < oldest;
      if (!isOld && this.#total <= this.#maxBytes) return;
      await this.#expire(known, isOld ? "age" : "space");
    }
  }

  async #expire(known: KeptBytes, reason: "age" | "space"): Promise<void> {
    const { store, places, open } = this.#options;
    const output_ref = outputRef(known.sha256);
    const named = places.of(output_ref);
    if (named.length === 0 && !this.#isLeftOver(known)) return; // Its event is on its way.
    const expired: EventDraft = { type: "output.expired", payload: { output_ref, reason } };
    for (const place of named) await (await open(place)).append([expired]);
    if (await store.remove(known)) this.#total -= known.bytes;
  }

  #isLeftOver({ sha256, kept_at }: KeptBytes): boolean {
    return kept_at < this.#startedAt && this.#options.places.of(outputRef(sha256)).length === 0;
  }
}
