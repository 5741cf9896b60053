import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { Failure, Json } from "#runtime/event/shared.ts";

/** A place of a run that somebody who reviews it should look at. */
export interface ReviewPoint {
  readonly sequence: number;
  readonly at: string;
  readonly run_id?: string;
  readonly about:
    | "question"
    | "effect"
    | "decision"
    | "change"
    | "failure"
    | "unknown_outcome"
    | "limit"
    | "boundary"
    | "output";
  readonly text: string;
}

type Point = readonly [about: ReviewPoint["about"], text: string];

/** What a reviewer should look at, in the order in which it happened: what acted, who decided, what failed, what is not known. */
export function reviewPoints(events: readonly RuntimeEvent[]): readonly ReviewPoint[] {
  return events.flatMap((event) => {
    const point = pointOf(event) ?? pointAside(event);
    if (point === undefined) return [];
    const { sequence, timestamp: at, run_id } = event;
    const [about, text] = point;
    return [{ sequence, at, ...(run_id !== undefined && { run_id }), about, text }];
  });
}

function pointOf(event: RuntimeEvent): Point | undefined {
  switch (event.type) {
    case "turn.submitted":
      return ["question", event.payload.input.text];
    case "tool.started": {
      const { name, effect, arguments: args } = event.payload;
      return effect === "read" ? undefined : ["effect", `${name} ${short(args)}`];
    }
    case "tool.failed": {
      const { name, reason, error } = event.payload;
      const about = reason === "lost" ? "unknown_outcome" : "failure";
      return [about, `${name}: ${error.message}`];
    }
    case "action.resolved": {
      const { decision, decided_by, reason, edited } = event.payload;
      const changed = edited === undefined ? "" : `, with ${short(edited.after)} in its place`;
      return ["decision", `${decision} by ${decided_by}${because(reason)}${changed}`];
    }
    case "artifact.changed":
      return ["change", `${event.payload.title}, version ${event.payload.version}`];
    case "turn.failed":
      return ["failure", said(event.payload.error)];
    case "model.failed":
      return ["failure", said(event.payload.error)];
    default:
      return undefined;
  }
}

function pointAside(event: RuntimeEvent): Point | undefined {
  switch (event.type) {
    case "permission.evaluated": {
      const { tool, verdict, rule } = event.payload;
      return verdict === "deny" ? ["decision", `${tool} denied: ${rule}`] : undefined;
    }
    case "task.attempt.started": {
      const { attempt } = event.payload;
      return attempt === 1 ? undefined : ["boundary", `Attempt ${attempt}, after a restart`];
    }
    case "limit.changed": {
      const { limit, state, used, max } = event.payload;
      return ["limit", `${limit} ${state}: ${used} of ${max}`];
    }
    case "sandbox.violation":
      return ["failure", `${event.payload.operation} of ${event.payload.target}`];
    case "context.compaction.completed":
      return ["boundary", "Earlier messages gave way to a summary"];
    case "context.compaction.failed":
      return ["failure", `No summary: ${said(event.payload.error)}`];
    case "output.spilled":
      return ["output", `The model read the beginning of ${event.payload.bytes} bytes`];
    case "output.truncated": {
      const { kept_bytes, total_bytes } = event.payload;
      return ["output", `${kept_bytes} of ${total_bytes} bytes are kept`];
    }
    case "output.expired":
      return ["output", `${event.payload.output_ref} is kept no longer`];
    default:
      return undefined;
  }
}

const SHORT_CHARS = 200;

function short(value: Json): string {
  const text = JSON.stringify(value);
  return text.length <= SHORT_CHARS ? text : `${text.slice(0, SHORT_CHARS).toWellFormed()}…`;
}

function because(reason: string | undefined): string {
  return reason === undefined ? "" : `: ${reason}`;
}

function said({ message }: Failure): string {
  return message;
}
