import type { ModelMessage } from "#runtime/model/driver.ts";
import { questionMessages, runMessages } from "#runtime/pmpo/messages.ts";
import type { RunState, StepState } from "#runtime/state/thread-state.ts";
import type { ExportedRun } from "./exported-run.ts";
import { attribute, type OtlpAttribute } from "./otlp-attributes.ts";
import type { RunSpan } from "./run-spans.ts";

/** Each model call repeats what came before it; collectors refuse attributes that grow without end. */
const ATTRIBUTE_CHARS = 262_144;

interface GenAiPart {
  readonly type: "text" | "reasoning" | "tool_call" | "tool_call_response";
  readonly content?: string;
  readonly id?: string;
  readonly name?: string;
  readonly arguments?: unknown;
  readonly response?: string;
}

interface GenAiMessage {
  readonly role: string;
  readonly parts: readonly GenAiPart[];
  readonly finish_reason?: string;
}

/**
 * The texts of a run as attributes of its spans, in the JSON of the GenAI conventions: what each model
 * call was sent and said, and each tool's arguments and result. The messages are those that the log
 * gives back; a hook may have put others in their place on the way.
 */
export function genAiContent(exported: ExportedRun): (span: RunSpan) => readonly OtlpAttribute[] {
  const { run, history } = exported;
  const asked = [...history, ...questionMessages(askedText(exported), exported.attachments)];
  const thoughts = thoughtsOf(exported);
  const answer = (step: StepState) => answerOf(step, thoughts.get(step.step_id) ?? "");
  return ({ kind, begun, ended }) => {
    switch (kind) {
      case "run":
        return [
          ...instructions(run),
          messages("gen_ai.input.messages", asked.map(genAiMessage)),
          messages("gen_ai.output.messages", run.steps.flatMap(answer)),
        ];
      case "model": {
        const at = run.steps.findIndex(({ step_id }) => step_id === begun.step_id);
        const steps = run.steps.slice(0, Math.max(0, at));
        const before = runMessages({ ...run, steps }, undefined);
        const step = run.steps[at];
        return [
          ...instructions(run),
          messages("gen_ai.input.messages", [...asked, ...before].map(genAiMessage)),
          ...(step === undefined ? [] : [messages("gen_ai.output.messages", answer(step))]),
        ];
      }
      case "tool":
        return [
          ...(begun.type === "tool.started"
            ? [json("gen_ai.tool.call.arguments", begun.payload.arguments)]
            : []),
          ...(ended?.type === "tool.result"
            ? [attribute("gen_ai.tool.call.result", ended.payload.output.content)]
            : []),
        ];
      case "step":
      case "approval":
        return [];
    }
  };
}

function askedText({ run, question }: ExportedRun): string {
  return run.prompt?.text ?? question;
}

function instructions({ system_prompt }: RunState): readonly OtlpAttribute[] {
  if (system_prompt === "") return [];
  return [json("gen_ai.system_instructions", [{ type: "text", content: system_prompt }])];
}

/** What the model thought in each step, as far as it said. */
function thoughtsOf({ events }: ExportedRun): ReadonlyMap<string, string> {
  const thoughts = new Map<string, string>();
  for (const { type, step_id = "", payload } of events) {
    if (type !== "reasoning.delta" && type !== "reasoning.summary") continue;
    thoughts.set(step_id, (thoughts.get(step_id) ?? "") + payload.text);
  }
  return thoughts;
}

function answerOf(step: StepState, thought: string): readonly GenAiMessage[] {
  const calls = step.tool_calls.map(({ provider_call_id: id, name, arguments: text }) => {
    return { type: "tool_call", id, name, arguments: parsed(text) } as const;
  });
  const parts = [
    ...(thought === "" ? [] : [{ type: "reasoning", content: thought } as const]),
    ...(step.text === "" ? [] : [textPart(step.text)]),
    ...calls,
  ];
  const finish_reason = step.finish_reason ?? "unknown";
  return parts.length === 0 ? [] : [{ role: "assistant", parts, finish_reason }];
}

function genAiMessage(message: ModelMessage): GenAiMessage {
  switch (message.role) {
    case "assistant": {
      const calls = message.tool_calls.map((call) => {
        const { provider_call_id: id, name } = call;
        return { type: "tool_call", id, name, arguments: parsed(call.arguments) } as const;
      });
      const said = message.content === "" ? [] : [textPart(message.content)];
      return { role: "assistant", parts: [...said, ...calls] };
    }
    case "tool": {
      const { provider_call_id: id, content: response } = message;
      return { role: "tool", parts: [{ type: "tool_call_response", id, response }] };
    }
    case "user": {
      const said = message.content === "" ? [] : [textPart(message.content)];
      const files = (message.attachments ?? []).map(({ name, media_type }) =>
        textPart(`[The file "${name}", ${media_type}]`),
      );
      return { role: "user", parts: [...files, ...said] };
    }
    case "system":
      return { role: "system", parts: [textPart(message.content)] };
  }
}

function textPart(content: string): GenAiPart {
  return { type: "text", content };
}

/** Models write arguments as JSON, mostly. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function messages(key: string, list: readonly GenAiMessage[]): OtlpAttribute {
  return json(key, list);
}

/** Spans hold no structures yet, so the conventions put JSON into a text. */
function json(key: string, value: unknown): OtlpAttribute {
  const text = JSON.stringify(value);
  return text.length > ATTRIBUTE_CHARS ? attribute("uar.left_out", key) : attribute(key, text);
}
