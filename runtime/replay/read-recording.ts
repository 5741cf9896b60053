import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { parseEvent } from "#runtime/event/parse-event.ts";
import { RecordingError } from "./recording.ts";

/** A recording longer than this is not read at once: about a million events. */
const MAX_CHARS = 256 * 1024 * 1024;

/**
 * Reads the lines of an export or a log. Throws RecordingError that names the line, the field and the
 * fix. Events of newer versions stay as they are.
 */
export function readRecording(text: string): readonly RuntimeEvent[] {
  const reading = readingRecording(text);
  for (;;) {
    const step = reading.next();
    if (step.done === true) return step.value;
  }
}

/** The same line by line, so that a long recording can be read with breaks. */
export function* readingRecording(text: string): Generator<void, readonly RuntimeEvent[]> {
  if (text.length > MAX_CHARS) {
    throw new RecordingError(`The recording has ${text.length} characters, more than ${MAX_CHARS}`);
  }
  const events: RuntimeEvent[] = [];
  for (const [at, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const event = read(line, at);
    checkOrder(events.at(-1), event);
    events.push(event);
    yield;
  }
  if (events.length === 0) throw new RecordingError("The recording holds no event");
  return events;
}

function read(line: string, at: number): RuntimeEvent {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new RecordingError(`Line ${at + 1} is not JSON; give one event a line`, { cause });
  }
  const parsed = parseEvent(value);
  if (parsed.kind === "malformed") {
    throw new RecordingError(`Line ${at + 1} is no event. ${parsed.problem.message}`);
  }
  // A fold passes over a class that it does not know, so an unknown event is safe where events go.
  return parsed.event as RuntimeEvent;
}

/** A branch goes on from its origin, which an export shows before it. */
function leaves(before: RuntimeEvent, event: RuntimeEvent): boolean {
  if (event.type !== "thread.started") return false;
  return event.payload.forked_from?.thread_id === before.thread_id;
}

function checkOrder(before: RuntimeEvent | undefined, event: RuntimeEvent): void {
  if (before === undefined) return;
  if (before.thread_id !== event.thread_id && !leaves(before, event)) {
    throw new RecordingError(`"${event.event_id}" is of another thread; give one thread at a time`);
  }
  if (event.sequence <= before.sequence) {
    const order = `${event.sequence} after ${before.sequence}`;
    throw new RecordingError(
      `"${event.event_id}" is out of order (${order}); keep the lines as exported`,
    );
  }
}
