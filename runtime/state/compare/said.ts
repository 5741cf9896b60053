import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { EventIds } from "#runtime/event/envelope.ts";

/**
 * What an event says beside who said it and when: its payload without ids, times and what only
 * follows from both. Two runs that do the same say the same.
 */
export function saidBy(event: RuntimeEvent, ids: ReadonlyMap<string, string>): Said {
  const said = withoutNames(event.payload, { ids, unsaid: UNSAID });
  return event.type === "limit.changed" && event.payload.limit === "wall_time"
    ? { ...said, used: undefined }
    : said;
}

/** The members of an object, in the order of their names. */
export type Said = Readonly<Record<string, unknown>>;

/** The ids under which events were written, each with the name of what it stands for. */
export function idsOf(events: readonly RuntimeEvent[]): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const event of events) {
    for (const name of ID_NAMES) {
      const id = event[name];
      if (id !== undefined && id.length >= ID_LENGTH) ids.set(id, `(${name})`);
    }
  }
  return ids;
}

const ID_NAMES = [
  "session_id",
  "thread_id",
  "turn_id",
  "task_id",
  "run_id",
  "attempt_id",
  "step_id",
  "tool_call_id",
  "action_id",
  "subagent_id",
  "artifact_id",
  "evidence_id",
] as const satisfies readonly (keyof EventIds | "session_id" | "thread_id")[];

/** An id of this length is met nowhere by chance; a shorter one may be a word of a text. */
const ID_LENGTH = 16;
const ID = /\b[a-z]+_[0-9a-z]{14,}(?:_\d+)?\b/g;

/** Members that name a thing, tell a time, or are reckoned from ids and texts that are compared themselves. */
export const UNSAID: ReadonlySet<string> = new Set([
  ...ID_NAMES,
  "provider_call_id",
  "hook_run_id",
  "process_id",
  "child_thread_id",
  "child_task_id",
  "parent_task_id",
  "parent_subagent_id",
  "parent_tool_call_id",
  "branch_thread_id",
  "trial_id",
  "job_id",
  "job_item_id",
  "native_message_id",
  "forked_from",
  "idempotency_key",
  "arguments_hash",
  "request_hash",
  "pass",
  "expires_at",
  "resets_at",
  "duration_ms",
  "elapsed_ms",
  "downtime_ms",
  "delay_ms",
  "retry_after_ms",
  // What only the model's provider can read.
  "reasoning_items",
  "provider_metadata",
  "provider_usage",
]);

/** Members that hold whatever a model, a tool or a person wrote: every name in there counts. */
const FREE: ReadonlySet<string> = new Set([
  "arguments",
  "details",
  "before",
  "after",
  "updated_input",
  "input_schema",
  "settings",
]);

/** What is left out of a JSON value, and which ids are replaced by what they stand for. */
export interface Omission {
  readonly ids: ReadonlyMap<string, string>;
  readonly unsaid: ReadonlySet<string>;
}

/** A JSON object as two runs are compared by: members sorted, without those that are left out. */
export function withoutNames(value: Said, omission: Omission): Said {
  const named = Object.entries(value).filter(([name]) => !omission.unsaid.has(name));
  return sorted(named, (name, member) =>
    FREE.has(name) ? free(member, omission) : said(member, omission),
  );
}

function said(value: unknown, omission: Omission): unknown {
  if (Array.isArray(value)) return value.map((item) => said(item, omission));
  return isObject(value) ? withoutNames(value, omission) : free(value, omission);
}

function free(value: unknown, omission: Omission): unknown {
  if (typeof value === "string") return withoutIds(value, omission.ids);
  if (Array.isArray(value)) return value.map((item) => free(item, omission));
  if (!isObject(value)) return value;
  return sorted(Object.entries(value), (_, member) => free(member, omission));
}

/** A text with every id of the run replaced by what it stands for. */
export function withoutIds(text: string, ids: Omission["ids"]): string {
  return text.replace(ID, (id) => ids.get(id) ?? id);
}

function sorted(
  members: readonly (readonly [string, unknown])[],
  change: (name: string, value: unknown) => unknown,
): Said {
  const changed = members.map(([name, value]) => [name, change(name, value)] as const);
  return Object.fromEntries(changed.toSorted(byName));
}

function byName([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : Number(left > right);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
