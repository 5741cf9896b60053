import { z } from "zod";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { Json } from "#runtime/event/shared.ts";
import { PermissionMode } from "#runtime/event/permission.ts";
import type { PermissionRule } from "#runtime/permission/rule.ts";
import { type Recording, RecordingError } from "./recording.ts";

/** One thing that is otherwise than it was recorded, to see what the loop would have decided then. */
export type Change =
  | { readonly part: "question"; readonly text: string }
  | { readonly part: "instructions"; readonly text: string }
  | { readonly part: "result"; readonly tool_call_id: string; readonly content: string }
  | { readonly part: "mode"; readonly mode: PermissionMode }
  | { readonly part: "rule"; readonly rule: PermissionRule }
  /** From that event on it is so many minutes later. */
  | { readonly part: "clock"; readonly sequence: number; readonly minutes: number };

/** The recording as if the change had been so from the first. Throws RecordingError where it has no such part. */
export function withChange(recording: Recording, change: Change): Recording {
  const place = placeOf(recording, change);
  const changed = recording.events.map((event) => place(event));
  if (changed.some((event, at) => event !== recording.events[at])) {
    return { ...recording, events: changed };
  }
  throw new RecordingError(`The run "${recording.run_id}" has no ${lacking(change)}`);
}

/** Gives an event as it is under the change: most of them as they are. */
type Place = (event: RuntimeEvent) => RuntimeEvent;

function placeOf(recording: Recording, change: Change): Place {
  if (change.part === "clock") return (event) => later(recording, event, change);
  const { run_id, events } = recording;
  const isFork = events.some((event) => {
    const isOwn = event.run_id === run_id && event.type === "turn.submitted";
    return isOwn && event.payload.forked_from !== undefined;
  });
  return (event) => (event.run_id === run_id ? under(change, event, isFork) : event);
}

function under(
  change: Exclude<Change, { part: "clock" }>,
  event: RuntimeEvent,
  isFork: boolean,
): RuntimeEvent {
  switch (change.part) {
    case "question":
      if (event.type !== "turn.submitted") return event;
      return { ...event, payload: { ...event.payload, input: { text: change.text } } };
    case "instructions":
      return instructed(event, change.text, isFork);
    case "result": {
      if (event.type !== "tool.result" || event.tool_call_id !== change.tool_call_id) return event;
      return { ...event, payload: { ...event.payload, output: { content: change.content } } };
    }
    case "mode":
      return permitted(event, ({ rules }) => ({ mode: change.mode, rules }));
    case "rule":
      return permitted(event, ({ rules, mode }) => ({
        mode,
        rules: [{ ...change.rule, source: "agent" }, ...rules],
      }));
  }
}

/** The prompt goes before the skills, which stay. A fork says its own where it is submitted, without any. */
function instructed(event: RuntimeEvent, system_prompt: string, isFork: boolean): RuntimeEvent {
  if (event.type === "turn.submitted" && isFork) {
    const changes = { ...event.payload.changes, system_prompt };
    return { ...event, payload: { ...event.payload, changes } };
  }
  if (event.type !== "context.resolved") return event;
  if (isFork) return { ...event, payload: { ...event.payload, system_prompt, skills: [] } };
  const [skill] = event.payload.skills;
  const prompt = event.payload.system_prompt;
  const at = skill === undefined ? -1 : prompt.indexOf(`\n\n[SKILL: ${skill.title}]\n`);
  const skills = at === -1 ? "" : prompt.slice(at);
  return { ...event, payload: { ...event.payload, system_prompt: `${system_prompt}${skills}` } };
}

const Permissions = z
  .object({ mode: PermissionMode, rules: z.array(Json) })
  .catch({ mode: "default", rules: [] });
const Settings = z.record(z.string(), Json).catch({});

function permitted(
  event: RuntimeEvent,
  change: (recorded: z.output<typeof Permissions>) => Json,
): RuntimeEvent {
  if (event.type !== "context.resolved") return event;
  const settings = Settings.parse(event.payload.settings);
  const permissions = change(Permissions.parse(settings["permissions"]));
  return { ...event, payload: { ...event.payload, settings: { ...settings, permissions } } };
}

const MINUTE_MS = 60_000;

function later(
  { run_id, events }: Recording,
  event: RuntimeEvent,
  { sequence, minutes }: Extract<Change, { part: "clock" }>,
): RuntimeEvent {
  const first = events.find((known) => known.run_id === run_id)?.sequence ?? Infinity;
  if (sequence < first || event.sequence < sequence) return event;
  const timestamp = new Date(Date.parse(event.timestamp) + minutes * MINUTE_MS).toISOString();
  return { ...event, timestamp };
}

/** What a recording lacks, in words. */
function lacking(change: Change): string {
  switch (change.part) {
    case "question":
      return "question";
    case "instructions":
    case "mode":
    case "rule":
      return "instructions and rules: it ended before it had any";
    case "result":
      return `result of its own for the call "${change.tool_call_id}"`;
    case "clock":
      return `event "${change.sequence}" to move the clock at`;
  }
}
