import type { EventDraft, EventOf, RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { Entry } from "#runtime/log/port.ts";

/** The parts of a draft that a script leaves to the writer. */
type Scripted = EventDraft extends infer Draft
  ? Draft extends EventDraft
    ? Omit<Draft, "run_id" | "turn_id" | "task_id">
    : never
  : never;

/** Writes the next event, `after` milliseconds later. */
export type Write = (after: number, draft: Scripted) => void;

const START = Date.parse("2026-11-19T02:14:00.000Z");

/** The entries of one run, `r_8f2c`, as a test or a preview scripts them. */
export function scriptRun(script: (write: Write) => void): readonly Entry[] {
  const entries: Entry[] = [];
  let time = START;
  script((after, draft) => {
    time += after;
    const { type, payload, refs, ...ids } = draft;
    const stamped = {
      type,
      event_id: `ev_${String(entries.length + 1).padStart(6, "0")}`,
      timestamp: new Date(time).toISOString(),
      sequence: entries.length + 1,
      schema_version: "1",
      session_id: "s_1",
      thread_id: "th_1",
      turn_id: "t_1",
      task_id: "task_1",
      run_id: "r_8f2c",
      ...ids,
      payload,
      ...(refs !== undefined && { refs }),
    };
    // A scripted draft is an event without the stamp, so the stamped draft is an event.
    const event = stamped as RuntimeEvent;
    entries.push({ event, json: JSON.stringify(event) });
  });
  return entries;
}

export function request(write: Write, after: number, step_id: string, message_count: number): void {
  write(after, {
    type: "model.requested",
    step_id,
    payload: { provider: "openai", model: "gpt-5-mini", message_count, tools: 14 },
  });
}

export function reason(
  write: Write,
  step_id: string,
  text_: string,
  first: number,
  each: number,
): void {
  for (const [at, word] of words(text_).entries()) {
    write(at === 0 ? first : each, { type: "reasoning.delta", step_id, payload: { text: word } });
  }
}

export function text(write: Write, step_id: string, text_: string, each: number): void {
  for (const word of words(text_)) {
    write(each, { type: "model.delta", step_id, payload: { text: word } });
  }
}

function words(text_: string): readonly string[] {
  return text_.match(/\s*\S+\s*$|\s*\S+/gu) ?? [];
}

export function args(
  write: Write,
  step_id: string,
  tool_call_id: string,
  name: string,
  json: string,
): void {
  write(12, {
    type: "tool.args",
    step_id,
    tool_call_id,
    payload: { name, text: json.slice(0, 10) },
  });
  write(12, { type: "tool.args", step_id, tool_call_id, payload: { text: json.slice(10) } });
}

export function complete(
  write: Write,
  after: number,
  step_id: string,
  calls: readonly (readonly [id: string, name: string, json: string])[],
): void {
  write(after, {
    type: "model.completed",
    step_id,
    payload: {
      finish_reason: calls.length === 0 ? "stop" : "tool_calls",
      usage: { input_tokens: 1_800, output_tokens: 460 },
      tool_calls: calls.map(([tool_call_id, name, json]) => ({
        tool_call_id,
        provider_call_id: `provider_${tool_call_id}`,
        name,
        arguments: json,
      })),
    },
  });
}

export function start(
  write: Write,
  after: number,
  step_id: string,
  tool_call_id: string,
  name: string,
  arguments_: Record<string, string>,
): void {
  write(after, {
    type: "tool.started",
    step_id,
    tool_call_id,
    payload: {
      name,
      arguments: arguments_,
      effect: "read",
      attempt: 1,
      idempotency_key: tool_call_id,
    },
  });
}

export function result(
  write: Write,
  after: number,
  step_id: string,
  tool_call_id: string,
  name: string,
  content: string,
): void {
  write(after, {
    type: "tool.result",
    step_id,
    tool_call_id,
    payload: { name, output: { content } },
  });
}

export function progress(
  write: Write,
  after: number,
  step_id: string,
  tool_call_id: string,
  done: number,
  total: number,
): void {
  write(after, {
    type: "tool.progress",
    step_id,
    tool_call_id,
    payload: { progress: done, total },
  });
}

export function status(
  write: Write,
  after: number,
  phase: "plan" | "perform" | "observe",
  pass: number,
  title: string,
): void {
  write(after, { type: "run.status", payload: { status: "running", title, phase, pass } });
}

export function cite(write: Write, step_id: string, index: number): void {
  const citation = {
    index,
    title: "retry.ts",
    path: "runtime/loop/retry.ts",
    start_line: 2,
    end_line: 4,
    quote: "return retryStep(step, attempt + 1)",
    tool_call_id: "call_1",
  };
  write(2, { type: "model.delta", step_id, payload: { citation } });
}

export function bundle(version: number, content: string): EventOf<"artifact.changed">["payload"] {
  return {
    kind: "bundle",
    name: "cost-of-timeout",
    version,
    title: "Cost of one timeout",
    media_type: "text/html",
    content,
    height: 120,
  };
}
