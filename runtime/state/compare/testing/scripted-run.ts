import type { EventDraft, RuntimeEvent } from "#runtime/event/catalogue.ts";

/** What a run does, free of ids, times and of how its texts were cut. */
export interface Script {
  readonly question: string;
  readonly steps: readonly (readonly Deed[])[];
}

export type Deed =
  | { readonly does: "think" | "say"; readonly text: string }
  | {
      readonly does: "call";
      readonly tool: string;
      readonly path: string;
      readonly result: string;
      readonly fails: boolean;
    };

/** What has no meaning for a comparison. */
export interface Circumstances {
  /** Part of every id. */
  readonly salt: string;
  /** Letters of a delta. */
  readonly cut: number;
  /** Milliseconds between two events. */
  readonly pace: number;
}

/** The events of a run that follows a script. */
export function scriptedRun(script: Script, circumstances: Circumstances): RuntimeEvent[] {
  const { salt, pace } = circumstances;
  return draftsOf(script, circumstances).map((draft, at) => {
    // A draft is an event without the stamp, so the stamped draft is an event.
    return {
      event_id: id("ev", salt, at),
      timestamp: new Date(START + at * pace).toISOString(),
      sequence: at + 1,
      schema_version: "1",
      session_id: id("s", salt, 0),
      thread_id: id("th", salt, 0),
      turn_id: id("t", salt, 0),
      task_id: id("task", salt, 0),
      run_id: id("r", salt, 0),
      ...draft,
    };
  });
}

const START = Date.parse("2026-11-19T02:14:00.000Z");

function id(prefix: string, salt: string, at: number): string {
  return `${prefix}_${salt}${String(at).padStart(20 - salt.length, "0")}`;
}

function draftsOf(
  { question, steps }: Script,
  circumstances: Circumstances,
): readonly EventDraft[] {
  return [
    { type: "turn.submitted", payload: { input: { text: question }, options: {} } },
    { type: "turn.started", payload: { agent: "atlas", model: "openai/gpt-5-mini" } },
    ...steps.flatMap((deeds, at) => step(deeds, at, circumstances)),
    { type: "task.completed", payload: {} },
    { type: "turn.completed", payload: { usage: {} } },
  ];
}

function step(
  deeds: readonly Deed[],
  at: number,
  { salt, cut }: Circumstances,
): readonly EventDraft[] {
  const step_id = id("st", salt, at);
  const callId = (place: number) => id("call", salt, at * 100 + place);
  const calls = deeds.flatMap((deed, place) =>
    deed.does === "call" ? [{ ...deed, tool_call_id: callId(place) }] : [],
  );
  const request = { provider: "openai", model: "gpt-5-mini", message_count: 2, tools: 2 };
  return [
    {
      type: "run.status",
      payload: { status: "running", phase: "plan", pass: at, title: "Asking" },
    },
    { type: "model.requested", step_id, payload: { ...request, request_hash: `${salt}${at}` } },
    ...deeds.flatMap((deed) => texts(deed, step_id, cut)),
    {
      type: "model.completed",
      step_id,
      payload: {
        finish_reason: calls.length === 0 ? "stop" : "tool_calls",
        usage: {},
        tool_calls: calls.map(({ tool_call_id, tool, path }) => {
          const provider_call_id = `p${salt}${path}`;
          return { tool_call_id, provider_call_id, name: tool, arguments: path };
        }),
      },
    },
    ...calls.flatMap((call) => outcome(call, step_id)),
  ];
}

function texts(deed: Deed, step_id: string, cut: number): readonly EventDraft[] {
  if (deed.does === "call") return [];
  const pieces = deed.text.match(new RegExp(`[^]{1,${cut}}`, "g")) ?? [];
  return pieces.map((text): EventDraft =>
    deed.does === "think"
      ? { type: "reasoning.delta", step_id, payload: { text } }
      : { type: "model.delta", step_id, payload: { text } },
  );
}

function outcome(
  call: Extract<Deed, { does: "call" }> & { readonly tool_call_id: string },
  step_id: string,
): readonly EventDraft[] {
  const { tool_call_id, tool: name, path, result, fails } = call;
  const ids = { step_id, tool_call_id };
  const started = { name, arguments: { path }, effect: "read", attempt: 1 } as const;
  return [
    { type: "tool.started", ...ids, payload: { ...started, idempotency_key: tool_call_id } },
    fails
      ? {
          type: "tool.failed",
          ...ids,
          payload: { name, reason: "error", error: { code: "broken", message: result } },
        }
      : { type: "tool.result", ...ids, payload: { name, output: { content: result } } },
  ];
}
