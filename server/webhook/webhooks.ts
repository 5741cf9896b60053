import { isIP } from "node:net";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { EventLog } from "#runtime/log/port.ts";
import type { Ids } from "#runtime/services.ts";
import type { Threads } from "#runtime/threads.ts";
import { checkedUrl } from "#runtime/tool/builtin/web/checked-url.ts";
import { pinnedAddress } from "#runtime/tool/builtin/web/node-pinned-address.ts";
import { Deliverer } from "./deliverer.ts";
import { agentOf, eventBody, findEvent, type FoundEvent } from "./event-body.ts";
import { MAX_HOOKS, Outbox } from "./outbox.ts";
import type { Delivery, Hook, HookTarget, OutboxStore } from "./outbox-records.ts";
import type { PostServices } from "./post-message.ts";
import { newSecret } from "./signature.ts";

const READ_BATCH = 500;
/** After these a task changes no more. */
const TASK_ENDS: ReadonlySet<string> = new Set(["turn.completed", "turn.failed"]);
const TASK_EVENTS: ReadonlySet<string> = new Set([
  ...TASK_ENDS,
  "action.required",
  "action.resolved",
]);

export interface WebhookServices extends PostServices {
  readonly ids: Ids;
  readonly store: OutboxStore;
  /** What is posted of a task, in the words of its protocol. */
  readonly taskBody: (hook: Hook, found: FoundEvent) => Promise<object>;
  readonly report: (problem: Error) => void;
}

/** A hook to be. */
export interface WantedHook {
  readonly url: string;
  /** Absent, one is made. */
  readonly secret?: string;
  readonly origin: string;
  readonly target: HookTarget;
}

/** Events that a hook hears of although they were written before it was made. */
export interface Behind {
  readonly log: EventLog;
  readonly sequence: number;
  /** When the first of them can have been written. */
  readonly since: string;
}

/** There are as many hooks as there may be. */
export class TooManyHooksError extends Error {
  override name = "TooManyHooksError";
}

/**
 * Sends events to receivers elsewhere, each at least once.
 *
 * W1 Events are looked at one after the other; those of before the start come first, behind the place up to
 *    which their thread was looked at.
 * W2 A hook hears of nothing that was written before it was made, unless it is made for that.
 */
export class Webhooks {
  readonly #services: WebhookServices;
  readonly #outbox: Outbox;
  readonly #deliverer: Deliverer;
  readonly #threads = Promise.withResolvers<Threads>();
  readonly #caughtUp = Promise.withResolvers<Threads>();
  readonly #openedAt: string;
  #last: Promise<unknown> = this.#caughtUp.promise;

  private constructor(services: WebhookServices, outbox: Outbox) {
    this.#services = services;
    this.#outbox = outbox;
    this.#openedAt = services.clock.now();
    this.#deliverer = new Deliverer(outbox, {
      ...services,
      bodyOf: async (hook, delivery) => {
        const found = await findEvent(await this.#threads.promise, delivery);
        return hook.target.kind === "task"
          ? services.taskBody(hook, found)
          : eventBody(hook, found);
      },
      ended: (hook, delivery) => this.#endTask(hook, delivery),
    });
  }

  /** Rejects where what is kept cannot be read. */
  static async open(services: WebhookServices): Promise<Webhooks> {
    const kept = await services.store.read();
    return new Webhooks(services, new Outbox(services.store, kept, services.report));
  }

  get hooks(): readonly Hook[] {
    return this.#outbox.hooks;
  }

  /** What went or goes to a hook, the newest last. */
  deliveries(hookId: string): readonly Delivery[] {
    return this.#outbox.deliveries(hookId);
  }

  /**
   * Makes a hook; resolves once it is durable. `behind` names events that count although they were written
   * before. Rejects with PERMISSION_DENIED for an address that can be no receiver's, as far as its words
   * tell, and with TooManyHooksError.
   */
  async create(wanted: WantedHook, behind?: Behind): Promise<Hook> {
    const { url, secret = newSecret(), origin, target } = wanted;
    const { clock, ids } = this.#services;
    const place = await this.checkReceiver(url);
    if (this.#outbox.hooks.length >= MAX_HOOKS) {
      throw new TooManyHooksError(`There are ${MAX_HOOKS} webhooks already; remove one first`);
    }
    const created_at = behind?.since ?? clock.now();
    const hook = { id: ids.next("hook"), url: place.href, secret, origin, created_at, target };
    const made = await this.#outbox.add({ ...hook, overflowed: 0 }, async (offer) => {
      if (behind === undefined) return;
      for await (const event of eventsAfter(behind.log, behind.sequence)) {
        if (wants({ target }, event)) offer(event, clock.now());
      }
    });
    this.#deliverer.wake(made.id);
    return made;
  }

  /** The address of a receiver to be. Rejects with PERMISSION_DENIED where it can be none's. */
  async checkReceiver(url: string): Promise<URL> {
    const place = checkedUrl(url, this.#services.ports);
    if (isIP(place.hostname.replace(/^\[|\]$/g, "")) !== 0) {
      await pinnedAddress(place, this.#services);
    }
    return place;
  }

  /** Takes a hook away with all that waits for it. False where there is none of that id. */
  async remove(id: string): Promise<boolean> {
    const isThere = await this.#outbox.remove(id);
    this.#deliverer.wake(id);
    return isThere;
  }

  /** Hears of an event that was just written; costs nothing where no hook wants it. Keeps W1 and W2. */
  hear(event: RuntimeEvent): void {
    const wanting = this.hooks.filter((hook) => wants(hook, event));
    if (wanting.length === 0) return;
    this.#last = this.#last.then(async () => {
      try {
        await this.#take(event, wanting, await this.#caughtUp.promise);
      } catch (cause) {
        const words = `The event "${event.event_id}" was not queued for webhooks`;
        this.#services.report(new Error(words, { cause }));
      }
    });
  }

  /** Looks for what was written before the last end and not queued, and begins to send. Never rejects. */
  async start(threads: Threads): Promise<void> {
    this.#threads.resolve(threads);
    for (const { id } of this.hooks) this.#deliverer.wake(id);
    try {
      await this.#catchUp(threads);
    } catch (cause) {
      this.#services.report(new Error("Events for webhooks could not be looked for", { cause }));
    }
    this.#caughtUp.resolve(threads);
  }

  /** Resolves when nothing is under way and what is left is kept for the next start. */
  async close(): Promise<void> {
    await this.#deliverer.close();
    await this.#outbox.close();
  }

  /** Every event that is of interest and lies behind the place of its thread. */
  async #catchUp(threads: Threads): Promise<void> {
    if (this.hooks.length === 0) return;
    const { floor } = this.#outbox;
    for (const summary of await threads.list()) {
      const { thread_id, sequence, updated_at, imported } = summary;
      const place = this.#outbox.placeIn(thread_id);
      const isKnown = place === undefined ? updated_at < floor : sequence <= place;
      if (isKnown || imported !== undefined) continue;
      const { log } = await threads.open(summary);
      for await (const event of eventsAfter(log, place ?? log.beginsAfter)) {
        const isNews = place !== undefined || event.timestamp >= floor;
        const wanting = this.hooks.filter(
          (hook) => event.timestamp > hook.created_at && wants(hook, event), // W2
        );
        if (isNews && wanting.length > 0) await this.#take(event, wanting, threads);
      }
    }
    this.#outbox.raiseFloor(this.#openedAt);
  }

  async #take(event: RuntimeEvent, wanting: readonly Hook[], threads: Threads): Promise<void> {
    const { thread_id, sequence, run_id } = event;
    if (sequence <= (this.#outbox.placeIn(thread_id) ?? 0)) return;
    const isOfAgent = wanting.some(({ target }) => target.kind === "events" && target.agent);
    const agent = isOfAgent ? await agentOf(await threads.open(event), run_id) : undefined;
    const hooks = wanting.filter(
      ({ target }) =>
        target.kind === "task" || target.agent === undefined || target.agent === agent,
    );
    this.#outbox.queue(event, hooks, this.#services.clock.now());
    for (const { id } of hooks) this.#deliverer.wake(id);
  }

  /** The hook of a task ends with the task, once its last word has gone out. */
  #endTask({ id, target }: Hook, { type }: Delivery): void {
    const isOver = target.kind === "task" && TASK_ENDS.has(type);
    if (!isOver || this.#outbox.next(id) !== undefined) return;
    this.remove(id).catch((cause: unknown) => {
      this.#services.report(new Error(`The webhook "${id}" could not be removed`, { cause }));
    });
  }
}

async function* eventsAfter(log: EventLog, place: number): AsyncGenerator<RuntimeEvent, void> {
  for (let after = place; ;) {
    const entries = await log.read(after, READ_BATCH);
    const last = entries.at(-1);
    if (last === undefined) return;
    after = last.event.sequence;
    yield* entries.map(({ event }) => event);
  }
}

function wants({ target }: Pick<Hook, "target">, { type, task_id }: RuntimeEvent): boolean {
  if (target.kind === "events") return target.events.includes(type);
  return target.task_id === task_id && TASK_EVENTS.has(type);
}
