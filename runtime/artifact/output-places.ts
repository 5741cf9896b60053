import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { ThreadRef } from "#runtime/log/port.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";

/** Which threads name which kept outputs, as their logs tell it. A cache over the logs, as large as they are. */
export class OutputPlaces {
  readonly #places = new Map<string, Map<string, ThreadRef>>();

  /** Hears every event once it can be read; an event that is heard again changes nothing. */
  hear(event: RuntimeEvent): void {
    const { session_id, thread_id } = event;
    for (const ref of outputsOf(event)) this.#add(ref, { session_id, thread_id });
    if (event.type !== "output.expired") return;
    this.#places.get(event.payload.output_ref)?.delete(thread_id);
  }

  /** Takes the place of all events that came to this state. */
  recall({ session_id, thread_id, tasks, turns }: ThreadState): void {
    for (const { output_ref } of tasks.flatMap(({ attachments = [] }) => attachments)) {
      this.#add(output_ref, { session_id, thread_id });
    }
    for (const { attachments = [], run } of turns) {
      const place = { session_id: run.session_id, thread_id: run.thread_id };
      for (const kept of [...run.calls.map((call) => call.kept), ...attachments]) {
        if (kept === undefined || kept.expired !== undefined) continue;
        this.#add(kept.output_ref, place);
      }
    }
  }

  /** The threads that still count on an output. */
  of(outputRef: string): readonly ThreadRef[] {
    return [...(this.#places.get(outputRef)?.values() ?? [])];
  }

  /** The thread is gone, and counts on nothing. */
  drop(threadId: string): void {
    for (const places of this.#places.values()) places.delete(threadId);
  }

  #add(output_ref: string, place: ThreadRef): void {
    const places = this.#places.get(output_ref) ?? new Map<string, ThreadRef>();
    places.set(place.thread_id, place);
    this.#places.set(output_ref, places);
  }
}

/** The kept outputs that an event counts on. */
export function outputsOf({ type, payload }: RuntimeEvent): readonly string[] {
  switch (type) {
    case "output.spilled":
      return [payload.output_ref];
    case "turn.submitted":
    case "queue.changed":
      return (payload.input?.attachments ?? []).map(({ output_ref }) => output_ref);
    case "task.created":
    case "task.updated":
      return (payload.attachments ?? []).map(({ output_ref }) => output_ref);
    default:
      return [];
  }
}
