import type { Attempt, Delivery, Hook } from "./outbox-records.ts";
import type { Outbox } from "./outbox.ts";
import { postMessage, type PostServices } from "./post-message.ts";
import { retryAt } from "./retry-times.ts";
import { signedHeaders } from "./signature.ts";

/** The receiver says that it wants nothing more. */
const GONE = 410;
const MAX_PROBLEM_CHARS = 300;

export interface DelivererServices extends PostServices {
  /** What is posted of an event. Rejects where the event cannot be read. */
  readonly bodyOf: (hook: Hook, delivery: Delivery) => Promise<object>;
  /** A delivery that was given up, or a hook that its receiver ended. */
  readonly report: (problem: Error) => void;
  /** Told of each delivery that has ended. */
  readonly ended: (hook: Hook, delivery: Delivery) => void;
}

/**
 * Sends what an outbox holds.
 *
 * D1 One delivery at a time goes to a hook, and the hooks go side by side: a slow receiver holds up itself alone.
 * D2 One that failed waits for its next time while later ones of its hook go on.
 * D3 A delivery has ended when its receiver took it, at the eighth failure, or when the hook is gone.
 */
export class Deliverer {
  readonly #outbox: Outbox;
  readonly #services: DelivererServices;
  readonly #working = new Map<string, Promise<void>>();
  /** Ends the sleep of a hook that waits for its next time. */
  readonly #sleeping = new Map<string, AbortController>();
  readonly #over = new AbortController();

  constructor(outbox: Outbox, services: DelivererServices) {
    this.#outbox = outbox;
    this.#services = services;
  }

  /** Looks at what waits for a hook, now or as soon as the delivery under way has ended. */
  wake(hookId: string): void {
    this.#sleeping.get(hookId)?.abort();
    if (this.#over.signal.aborted || this.#working.has(hookId)) return;
    const work = this.#work(hookId).catch((cause: unknown) => {
      this.#working.delete(hookId);
      this.#services.report(new Error(`The webhook "${hookId}" stopped`, { cause }));
    });
    this.#working.set(hookId, work);
  }

  /** Resolves when nothing is under way; what was cut off counts as not tried. */
  async close(): Promise<void> {
    this.#over.abort();
    for (const sleep of this.#sleeping.values()) sleep.abort();
    await Promise.all(this.#working.values());
  }

  /** Keeps D1 and D2. */
  async #work(hookId: string): Promise<void> {
    await Promise.resolve(); // Whoever wakes it notes it first.
    while (!this.#over.signal.aborted) {
      const hook = this.#outbox.hook(hookId);
      const delivery = this.#outbox.next(hookId);
      if (hook === undefined || delivery === undefined) break;
      const wait = Date.parse(delivery.next_at) - Date.parse(this.#services.clock.now());
      if (wait > 0) await this.#sleep(hookId, wait);
      else await this.#send(hook, delivery);
    }
    this.#working.delete(hookId); // In the same turn as the look that found nothing.
  }

  /** Until the next time, or until there is news. */
  async #sleep(hookId: string, ms: number): Promise<void> {
    const news = new AbortController();
    this.#sleeping.set(hookId, news);
    await this.#services.clock.sleep(ms, news.signal).catch(() => {}); // News end it.
    this.#sleeping.delete(hookId);
  }

  /** Keeps D3. */
  async #send(hook: Hook, delivery: Delivery): Promise<void> {
    const { clock, report, ended } = this.#services;
    const last = await this.#attempt(hook, delivery);
    if (this.#over.signal.aborted || this.#outbox.hook(hook.id) === undefined) return;
    if (last.status === GONE) {
      report(new Error(`"${hostOf(hook)}" is gone (410): the webhook "${hook.id}" is removed`));
      await this.#outbox.remove(hook.id);
      return;
    }
    const next = retryAt(delivery.tries + 1, clock.now());
    const failed = next === undefined ? "given_up" : "pending";
    const state = last.problem === undefined ? "delivered" : failed;
    const settled = this.#outbox.settle(delivery, state, last, next ?? last.at);
    if (state === "given_up") {
      const what = `"${delivery.event_id}" did not reach "${hostOf(hook)}" and is given up`;
      report(new Error(`${what}: ${last.problem}`));
    }
    if (state !== "pending") ended(hook, settled);
  }

  async #attempt(hook: Hook, delivery: Delivery): Promise<Attempt> {
    const { clock, bodyOf } = this.#services;
    try {
      const body = JSON.stringify(await bodyOf(hook, delivery));
      const status = await postMessage(
        { url: hook.url, headers: headersOf(hook, delivery, clock.now(), body), body },
        this.#services,
        this.#over.signal,
      );
      const isTaken = status >= 200 && status < 300;
      const problem = { problem: `It answered ${status}` };
      return { at: clock.now(), status, ...(!isTaken && problem) };
    } catch (cause) {
      const words = cause instanceof Error ? cause.message : String(cause);
      return { at: clock.now(), problem: words.slice(0, MAX_PROBLEM_CHARS) };
    }
  }
}

/** What a log may know of an address: the rest of it is often a secret. */
function hostOf({ url }: Pick<Hook, "url">): string {
  return new URL(url).host;
}

/** Every message is signed; a task's goes with what its client asked for, too. */
function headersOf(
  { secret, target }: Hook,
  { event_id }: Delivery,
  now: string,
  body: string,
): Readonly<Record<string, string>> {
  const signed = signedHeaders({ id: event_id, now, secret }, body);
  if (target.kind === "events") return { "content-type": "application/json", ...signed };
  const { token, authentication, version } = target;
  const { scheme, credentials } = authentication ?? {};
  return {
    "content-type": version === "1.0" ? "application/a2a+json" : "application/json",
    ...signed,
    ...(token !== undefined && { "x-a2a-notification-token": token }),
    ...(credentials !== undefined && { authorization: `${scheme} ${credentials}` }),
  };
}
