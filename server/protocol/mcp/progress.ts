import type { RuntimeEvent } from "#runtime/event/catalogue.ts";

/** What a caller who waits is told of an event, in one line; undefined for what says nothing to them. */
export function progressOf(event: RuntimeEvent): string | undefined {
  switch (event.type) {
    case "turn.started":
      return `The run ${event.run_id ?? ""} begins with ${event.payload.model}`;
    case "run.status":
      return event.payload.title;
    case "tool.started":
      return `Calls ${event.payload.name}`;
    case "tool.progress":
      return event.payload.message;
    case "action.required":
      return `Waits for a person: ${event.payload.prompt}`;
    default:
      return undefined;
  }
}
