import { outputsOf } from "#runtime/artifact/output-places.ts";
import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { ThreadRef } from "#runtime/log/port.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";

/** A thread that cannot be read, or not to its end, and why. */
export interface UnreadableThread extends ThreadRef {
  readonly error: Error;
}

/** In which thread each id lives, as its events say: the first place that names an id counts. */
export class ThreadPlaces {
  readonly #places = new Map<string, ThreadRef>();
  readonly #lost = new Map<string, UnreadableThread>();

  get lost(): readonly UnreadableThread[] {
    return [...this.#lost.values()];
  }

  /** The place of a run, turn, task, action, child agent, session, thread, kept output or `keyPlace`. */
  get(id: string): ThreadRef | undefined {
    return this.#places.get(id);
  }

  remember(event: RuntimeEvent): void {
    const { session_id, thread_id, turn_id, task_id, run_id, action_id, subagent_id } = event;
    const ids = [session_id, thread_id, turn_id, task_id, run_id, action_id, subagent_id];
    this.#place({ session_id, thread_id }, [...ids, submitKey(event), ...outputsOf(event)]);
  }

  /** The ids of all events that came to this state. */
  recall({ session_id, thread_id, tasks, turns }: ThreadState): void {
    const files = tasks.flatMap(({ attachments = [] }) => attachments);
    const refs = files.map(({ output_ref }) => output_ref);
    this.#place({ session_id, thread_id }, [session_id, thread_id, ...refs]);
    for (const { turn_id, task_id, run_id, run, idempotency_key, attachments = [] } of turns) {
      const key = idempotency_key === undefined ? undefined : keyPlace(idempotency_key);
      const actions = run.approvals.map(({ action_id }) => action_id);
      const { session_id: session, thread_id: thread } = run;
      const place = { session_id: session, thread_id: thread };
      const outputs = [...run.calls.map(({ kept }) => kept), ...attachments].map(
        (kept) => kept?.output_ref,
      );
      const children = (run.subagents ?? []).map(({ subagent_id }) => subagent_id);
      this.#place(place, [turn_id, task_id, run_id, ...actions, ...children, key, ...outputs]);
    }
  }

  /** Of a thread that cannot be read, its id is known, and of one that ends too early, what it holds. */
  lose(thread: UnreadableThread): void {
    const { session_id, thread_id } = thread;
    this.#lost.set(thread_id, thread);
    this.#places.set(thread_id, { session_id, thread_id });
  }

  /** The thread can be read, after all. */
  regain(threadId: string): void {
    this.#lost.delete(threadId);
  }

  /** Nothing is in this thread any more. */
  drop(threadId: string): void {
    this.regain(threadId);
    for (const [id, { thread_id }] of this.#places) {
      if (thread_id === threadId) this.#places.delete(id);
    }
  }

  #place(place: ThreadRef, ids: readonly (string | undefined)[]): void {
    for (const id of ids) {
      if (id !== undefined && !this.#places.has(id)) this.#places.set(id, place);
    }
  }
}

function submitKey(event: RuntimeEvent): string | undefined {
  const isKeyed = event.type === "turn.submitted" || event.type === "thread.started";
  const key = isKeyed ? event.payload.idempotency_key : undefined;
  return key === undefined ? undefined : keyPlace(key);
}

/** The id of an idempotency key: it is the sender's own word, and the prefix keeps it apart from our ids. */
export function keyPlace(key: string): string {
  return `key:${key}`;
}
