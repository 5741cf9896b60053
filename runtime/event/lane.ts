import type { EventOf, EventType, RuntimeEvent } from "./catalogue.ts";
import { PROJECTORS, type Projector } from "./lane-projectors.ts";
import type { UarEvent } from "./uar-event.ts";

/** The lanes, in the order in which they are shown. */
export const LANES = [
  "tokens",
  "reasoning",
  "tools",
  "bundle",
  "citations",
  "approvals",
  "artifacts",
  "usage",
  "status",
  "errors",
] as const satisfies readonly UarEvent["lane"][];
export type Lane = (typeof LANES)[number];

/**
 * The one lane that an event belongs to: its place on the score, its filter, its name on the
 * browser's stream. An event of an unknown class belongs to `status`.
 */
export function laneOf(event: RuntimeEvent): Lane {
  switch (event.type) {
    case "model.delta":
      return isBareCitation(event.payload) ? "citations" : "tokens";
    case "artifact.changed":
      return event.payload.kind === "bundle" ? "bundle" : "artifacts";
    case "turn.failed":
      return event.payload.status === "cancelled" ? "status" : "errors";
    case "runtime.error":
    case "sandbox.violation":
      return "errors";
    case "channel.permission_forwarded":
    case "channel.permission_returned":
      return "approvals";
    default:
      return laneOfFamily(event.type);
  }
}

function isBareCitation({ text, refusal, citation }: EventOf<"model.delta">["payload"]): boolean {
  return citation !== undefined && !text && !refusal;
}

type FamilyOf<Type> = Type extends `${infer Family}.${string}` ? Family : never;

const FAMILY_LANES = {
  session: "status",
  thread: "status",
  turn: "status",
  run: "status",
  queue: "status",
  task: "status",
  model: "tokens",
  reasoning: "reasoning",
  tool: "tools",
  process: "tools",
  sandbox: "tools",
  output: "tools",
  action: "approvals",
  permission: "approvals",
  policy: "approvals",
  artifact: "artifacts",
  evidence: "artifacts",
  limit: "usage",
  cost: "usage",
  rate_limit: "usage",
  quota: "usage",
  context: "status",
  subagent: "status",
  routing: "status",
  hook: "status",
  job: "status",
  channel: "status",
  history: "status",
  snapshot: "status",
  runtime: "status",
  benchmark: "status",
} as const satisfies Record<FamilyOf<EventType>, Lane>;

function laneOfFamily(type: string): Lane {
  const family = type.slice(0, type.indexOf("."));
  return isFamily(family) ? FAMILY_LANES[family] : "status";
}

function isFamily(name: string): name is keyof typeof FAMILY_LANES {
  return Object.hasOwn(FAMILY_LANES, name);
}

/**
 * What an event says to those who watch its run, in order; nothing when it is of no use to them.
 * A part that failed says so on its own lane; `errors` is for what the run as a whole met.
 */
export function laneMessages(event: RuntimeEvent): readonly UarEvent[] {
  if (!Object.hasOwn(PROJECTORS, event.type)) return [];
  // A projector stands under the type of the events that it takes, so it takes this one.
  const project = PROJECTORS[event.type] as Projector<RuntimeEvent>;
  return project(event);
}
