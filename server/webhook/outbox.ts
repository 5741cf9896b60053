import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { Attempt, Delivery, Hook, OutboxRecords, OutboxStore } from "./outbox-records.ts";

/** Hooks of a server, those of tasks among them. */
export const MAX_HOOKS = 500;
/** Events that wait for one hook. */
export const MAX_PENDING = 1_000;
/** Ended deliveries of a hook that can still be seen. */
const KEPT_DELIVERIES = 20;
const MAX_SEEN = 512;

/**
 * The hooks, and what is on its way to them: references to events, never the events.
 *
 * O1 What was queued and the place up to which its thread was looked at are kept in one write: after a crash
 *    an event is queued, or found again behind that place.
 * O2 Writes follow each other; what changes during one goes with the next.
 */
export class Outbox {
  readonly #store: OutboxStore;
  readonly #report: (problem: Error) => void;
  readonly #hooks = new Map<string, Hook>();
  readonly #deliveries = new Map<string, Delivery[]>();
  readonly #seen: Map<string, OutboxRecords["seen"][string]>;
  #floor: string;
  #writing: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #hasNews = false;

  constructor(store: OutboxStore, kept: OutboxRecords, report: (problem: Error) => void) {
    this.#store = store;
    this.#report = report;
    this.#floor = kept.floor;
    this.#seen = new Map(Object.entries(kept.seen));
    for (const hook of kept.hooks) this.#hooks.set(hook.id, hook);
    for (const one of kept.deliveries) this.#of(one.hook_id).push(one);
  }

  get hooks(): readonly Hook[] {
    return [...this.#hooks.values()];
  }

  hook(id: string): Hook | undefined {
    return this.#hooks.get(id);
  }

  /** What went or goes to a hook, the newest last. */
  deliveries(hookId: string): readonly Delivery[] {
    return this.#deliveries.get(hookId) ?? [];
  }

  /** The pending delivery that is due first. */
  next(hookId: string): Delivery | undefined {
    return this.deliveries(hookId)
      .filter(({ state }) => state === "pending")
      .reduce<Delivery | undefined>(
        (first, one) => (first === undefined || one.next_at < first.next_at ? one : first),
        undefined,
      );
  }

  /**
   * Resolves once the hook is durable, and with it the events that `fill` offers. Rejects, and keeps nothing,
   * where it cannot be.
   */
  async add(
    hook: Hook,
    fill: (offer: (event: RuntimeEvent, now: string) => void) => Promise<void> = async () => {},
  ): Promise<Hook> {
    if (this.#hooks.size === 0) this.raiseFloor(hook.created_at);
    this.#hooks.set(hook.id, hook);
    try {
      await fill((event, now) => this.#offer(event, hook.id, now));
      await this.#write();
    } catch (cause) {
      this.#hooks.delete(hook.id);
      this.#deliveries.delete(hook.id);
      throw cause;
    }
    return hook;
  }

  /** Takes a hook away with all that waits for it. */
  async remove(id: string): Promise<boolean> {
    this.#deliveries.delete(id);
    if (!this.#hooks.delete(id)) return false;
    await this.#write();
    return true;
  }

  /** Up to where a thread was looked at; undefined for one without recent events. */
  placeIn(thread_id: string): number | undefined {
    return this.#seen.get(thread_id)?.sequence;
  }

  /** Events of threads without a place were looked at up to this time. */
  get floor(): string {
    return this.#floor;
  }

  raiseFloor(time: string): void {
    if (time > this.#floor) this.#floor = time;
  }

  /** Queues an event for hooks. Keeps O1. */
  queue(event: RuntimeEvent, hooks: readonly Hook[], now: string): void {
    for (const { id } of hooks) this.#offer(event, id, now);
    this.#see(event);
    this.save();
  }

  /** Notes what came of an attempt; `next_at` is when it is tried again. */
  settle(delivery: Delivery, state: Delivery["state"], last: Attempt, next_at: string): Delivery {
    const settled = { ...delivery, state, last, next_at, tries: delivery.tries + 1 };
    const deliveries = this.#of(delivery.hook_id);
    const at = deliveries.indexOf(delivery);
    if (at === -1) return settled;
    deliveries[at] = settled;
    const ended = deliveries.filter((one) => one.state !== "pending");
    const old = new Set(ended.slice(0, -KEPT_DELIVERIES));
    const kept = deliveries.filter((one) => !old.has(one));
    this.#deliveries.set(delivery.hook_id, kept);
    this.save();
    return settled;
  }

  /** Writes what changed; a disk that does not take it is told of, and asked again with the next change. */
  save(): void {
    this.#write().catch((cause: unknown) => {
      this.#report(new Error("What goes to webhooks could not be kept", { cause }));
    });
  }

  /** Resolves once all is durable. */
  async close(): Promise<void> {
    await this.#writing;
    if (this.#hasNews) await this.#write();
  }

  /** Keeps O2. */
  #write(): Promise<void> {
    this.#hasNews = true;
    this.#next ??= this.#writing.then(() => {
      this.#next = undefined;
      this.#hasNews = false;
      const written = this.#store.write(this.#records()).catch((cause: unknown) => {
        this.#hasNews = true;
        throw cause;
      });
      this.#writing = written.catch(() => {}); // Whoever asked for this write hears of it.
      return written;
    });
    return this.#next;
  }

  #records(): OutboxRecords {
    return {
      hooks: [...this.#hooks.values()],
      deliveries: [...this.#deliveries.values()].flat(),
      seen: Object.fromEntries(this.#seen),
      floor: this.#floor,
    };
  }

  #see({ thread_id, sequence, timestamp }: RuntimeEvent): void {
    this.#seen.delete(thread_id);
    this.#seen.set(thread_id, { sequence, timestamp });
    if (this.#seen.size <= MAX_SEEN) return;
    for (const [oldest, place] of this.#seen) {
      this.#seen.delete(oldest);
      this.raiseFloor(place.timestamp);
      return;
    }
  }

  /** An event that is there already is not queued again. */
  #offer(event: RuntimeEvent, hookId: string, now: string): void {
    const hook = this.#hooks.get(hookId);
    if (hook === undefined) return;
    const deliveries = this.#of(hookId);
    if (deliveries.some(({ event_id }) => event_id === event.event_id)) return;
    if (deliveries.filter(({ state }) => state === "pending").length < MAX_PENDING) {
      deliveries.push(deliveryOf(event, hookId, now));
      return;
    }
    this.#hooks.set(hookId, { ...hook, overflowed: hook.overflowed + 1 });
    this.#report(new Error(`The queue of "${hookId}" is full; "${event.event_id}" is not sent`));
  }

  #of(hookId: string): Delivery[] {
    const known = this.#deliveries.get(hookId) ?? [];
    this.#deliveries.set(hookId, known);
    return known;
  }
}

function deliveryOf(event: RuntimeEvent, hook_id: string, now: string): Delivery {
  const { event_id, type, session_id, thread_id, run_id, sequence } = event;
  const place = { session_id, thread_id, ...(run_id !== undefined && { run_id }), sequence };
  return { hook_id, event_id, type, ...place, state: "pending", tries: 0, next_at: now };
}
