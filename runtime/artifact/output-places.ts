import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { ThreadRef } from "#runtime/log/port.ts";

/** Which threads name which kept outputs, as their logs tell it. A cache over the logs, as large as they are. */
export class OutputPlaces {
  readonly #places = new Map<string, Map<string, ThreadRef>>();

  /** Hears every event once it can be read; an event that is heard again changes nothing. */
  hear({ type, payload, session_id, thread_id }: RuntimeEvent): void {
    if (type === "output.spilled") {
      const places = this.#places.get(payload.output_ref) ?? new Map<string, ThreadRef>();
      places.set(thread_id, { session_id, thread_id });
      this.#places.set(payload.output_ref, places);
    }
    if (type === "output.expired") this.#places.get(payload.output_ref)?.delete(thread_id);
  }

  /** The threads that still count on an output. */
  of(outputRef: string): readonly ThreadRef[] {
    return [...(this.#places.get(outputRef)?.values() ?? [])];
  }
}
