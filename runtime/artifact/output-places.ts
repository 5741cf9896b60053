import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { ThreadRef } from "#runtime/log/port.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";

/** Which threads name which kept outputs, as their logs tell it. A cache over the logs, as large as they are. */
export class OutputPlaces {
  readonly #places = new Map<string, Map<string, ThreadRef>>();

  /** Hears every event once it can be read; an event that is heard again changes nothing. */
  hear({ type, payload, session_id, thread_id }: RuntimeEvent): void {
    const place = { session_id, thread_id };
    if (type === "output.spilled") this.#add(payload.output_ref, place);
    if (type === "turn.submitted" || type === "queue.changed") {
      for (const { output_ref } of payload.input?.attachments ?? []) this.#add(output_ref, place);
    }
    if (type === "output.expired") this.#places.get(payload.output_ref)?.delete(thread_id);
  }

  /** Takes the place of all events that came to this state. */
  recall({ turns }: ThreadState): void {
    for (const { attachments = [], run } of turns) {
      const { session_id, thread_id } = run;
      for (const kept of [...run.calls.map((call) => call.kept), ...attachments]) {
        if (kept === undefined || kept.expired !== undefined) continue;
        this.#add(kept.output_ref, { session_id, thread_id });
      }
    }
  }

  /** The threads that still count on an output. */
  of(outputRef: string): readonly ThreadRef[] {
    return [...(this.#places.get(outputRef)?.values() ?? [])];
  }

  #add(output_ref: string, place: ThreadRef): void {
    const places = this.#places.get(output_ref) ?? new Map<string, ThreadRef>();
    places.set(place.thread_id, place);
    this.#places.set(output_ref, places);
  }
}
