import type { EventDraft, EventType, RuntimeEvent } from "#runtime/event/catalogue.ts";
import { EventIds } from "#runtime/event/envelope.ts";
import { firstDifference } from "./difference.ts";

/** The first place where a replay goes another way than its recording. */
export interface Divergence {
  /** The recorded event; where the replay says more than was recorded, the last one. */
  readonly sequence: number;
  /**
   * `type`: another class of event. `field`: the same class with another content. `missing`: the replay
   * ends before it. `extra`: the recording ends before it. `broken`: the loop threw. `stalled`: it waits.
   */
  readonly reason: "type" | "field" | "missing" | "extra" | "broken" | "stalled";
  /** The class of the recorded event, or of the replayed one where none is recorded. */
  readonly type: EventType;
  /** Where in the event. */
  readonly path: string;
  readonly recorded?: unknown;
  readonly replayed?: unknown;
}

/** Leaves the loop at the first divergence. */
export class Diverged extends Error {
  override name = "Diverged";
  readonly divergence: Divergence;

  constructor(divergence: Divergence) {
    super(`The replay diverges at event ${divergence.sequence}: ${divergence.path}`);
    this.divergence = divergence;
  }
}

/** How a draft of the replay differs from the event that was recorded in its place; undefined if not. */
export function compareEvent(
  draft: EventDraft,
  event: RuntimeEvent,
  isRedacted = false,
): Divergence | undefined {
  const { sequence, type } = event;
  if (draft.type !== type) {
    return {
      sequence,
      reason: "type",
      type,
      path: "type",
      recorded: { type, payload: event.payload },
      replayed: { type: draft.type, payload: draft.payload },
    };
  }
  const hidden = isRedacted ? HASHES : undefined;
  const found = firstDifference(said(event, draft), said(draft, draft), hidden);
  return found && { sequence, reason: "field", type, ...found };
}

/** What was struck out of a recording cannot be hashed again. */
const HASHES: ReadonlySet<string> = new Set(["request_hash", "arguments_hash"]);

/** The ids that the loop names, and what it says. The log adds further ids by itself. */
function said(event: EventDraft | RuntimeEvent, draft: EventDraft): Record<string, unknown> {
  const ids: Readonly<Record<string, string | undefined>> = EventIds.parse(event);
  const named = Object.entries(ids).filter(([name]) => Object.hasOwn(draft, name));
  return { ...Object.fromEntries(named), payload: compared(event) };
}

/** A provider's own outcome is shown in excerpts, which cannot be made into what it was. */
function compared({ payload }: EventDraft | RuntimeEvent): unknown {
  if (!("provider_executed" in payload && "output" in payload)) return payload;
  const { output: _, ...rest } = payload;
  return rest;
}
