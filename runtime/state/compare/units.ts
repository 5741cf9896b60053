import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { idsOf, saidBy, withoutIds, type Said } from "./said.ts";

/**
 * What is compared as one: an event, or the deltas that write one text, which its reader's speed cuts
 * into more or fewer of them.
 */
export interface Unit {
  /** Position of its first event among those of its run, and how many events it joins. */
  readonly at: number;
  readonly count: number;
  readonly type: RuntimeEvent["type"];
  /** The tool that it is about. */
  readonly tool?: string;
  /** Units of one kind may stand beside each other: the outcome of a call beside the outcome of a call. */
  readonly kind: string;
  readonly said: Said;
  /** The kind and all that is said: equal for units that say the same. */
  readonly key: string;
}

/** The events of a run, in order, as units without ids and times. */
export function unitsOf(events: readonly RuntimeEvent[]): readonly Unit[] {
  const ids = idsOf(events);
  const tools = toolNames(events);
  const units: Unit[] = [];
  let at = 0;
  while (at < events.length) {
    const texts = textsFrom(events, at, ids);
    if (texts.length === 0) {
      const event = events[at];
      if (event !== undefined) units.push(unit(event, { at, count: 1 }, saidBy(event, ids), tools));
      at += 1;
      continue;
    }
    units.push(...texts.map(({ first, place, said }) => unit(first, place, said, tools)));
    at += texts.reduce((sum, { place }) => sum + place.count, 0);
  }
  return units;
}

interface Place {
  readonly at: number;
  readonly count: number;
}

function unit(
  event: RuntimeEvent,
  place: Place,
  said: Said,
  tools: ReadonlyMap<string, string>,
): Unit {
  const { type, tool_call_id } = event;
  const tool = tool_call_id === undefined ? undefined : tools.get(tool_call_id);
  const kind = `${FAMILIES[type] ?? type} ${tool ?? ""} ${nameIn(said)}`;
  return {
    ...place,
    type,
    ...(tool !== undefined && { tool }),
    kind,
    said,
    key: `${type} ${kind} ${JSON.stringify(said)}`,
  };
}

/** Different ends of the same thing belong together. */
const FAMILIES: Readonly<Partial<Record<string, string>>> = {
  "tool.result": "tool.end",
  "tool.failed": "tool.end",
  "model.completed": "model.end",
  "model.failed": "model.end",
  "hook.completed": "hook.end",
  "hook.failed": "hook.end",
  "turn.completed": "turn.end",
  "turn.failed": "turn.end",
  "task.completed": "task.end",
  "task.failed": "task.end",
  "task.cancelled": "task.end",
  "task.timed_out": "task.end",
  "task.lost": "task.end",
  "task.attempt.completed": "task.attempt.end",
  "task.attempt.failed": "task.attempt.end",
};

/** Members that tell things of one class apart. */
const NAMES = ["phase", "point", "hook", "limit", "name", "tool"] as const;

function nameIn(said: Said): string {
  return NAMES.map((name) => said[name])
    .filter((value) => typeof value === "string")
    .join(" ");
}

/** The tools by the calls of them. */
function toolNames(events: readonly RuntimeEvent[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const event of events) {
    const name = nameOfTool(event);
    if (event.tool_call_id !== undefined && name !== undefined) names.set(event.tool_call_id, name);
  }
  return names;
}

function nameOfTool({ type, payload }: RuntimeEvent): string | undefined {
  switch (type) {
    case "tool.args":
    case "tool.started":
    case "tool.result":
    case "tool.failed":
      return payload.name;
    case "permission.evaluated":
    case "action.required":
      return payload.tool;
    default:
      return undefined;
  }
}

interface Text {
  readonly first: RuntimeEvent;
  readonly place: Place;
  readonly said: Said;
}

/** The texts that begin at an event; models write the arguments of several calls side by side. */
function textsFrom(
  events: readonly RuntimeEvent[],
  at: number,
  ids: ReadonlyMap<string, string>,
): readonly Text[] {
  const texts = new Map<string, { first: RuntimeEvent; at: number; count: number; text: string }>();
  const first = events[at];
  const stream = first === undefined ? undefined : pieceOf(first)?.stream;
  if (stream === undefined) return [];
  let member = "text";
  for (let place = at; place < events.length; place += 1) {
    const event = events[place];
    const piece = event === undefined ? undefined : pieceOf(event);
    if (event === undefined || piece?.stream !== stream) break;
    const known = texts.get(piece.of) ?? { first: event, at: place, count: 0, text: "" };
    texts.set(piece.of, { ...known, count: known.count + 1, text: known.text + piece.text });
    member = piece.member;
  }
  return [...texts.values()].map(({ first: begun, text, ...place }) => ({
    first: begun,
    place,
    said: { [member]: withoutIds(text, ids) },
  }));
}

/** A piece of a text: which stream it came in, whose text it is, and in which member it stands. */
interface Piece {
  readonly stream: string;
  readonly of: string;
  readonly member: "text" | "refusal";
  readonly text: string;
}

function pieceOf({ type, payload, ...ids }: RuntimeEvent): Piece | undefined {
  const stream = `${type} ${ids.step_id}`;
  switch (type) {
    case "reasoning.delta":
      return { stream, of: "", member: "text", text: payload.text };
    case "tool.args":
      return { stream, of: ids.tool_call_id ?? "", member: "text", text: payload.text };
    case "model.delta": {
      const { text, refusal, citation } = payload;
      if (citation !== undefined) return undefined;
      if (refusal === undefined) return { stream, of: "", member: "text", text: text ?? "" };
      return { stream: `${stream} refusal`, of: "", member: "refusal", text: refusal };
    }
    default:
      return undefined;
  }
}
