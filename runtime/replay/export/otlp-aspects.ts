import type { EventOf } from "#runtime/event/catalogue.ts";
import type { Usage } from "#runtime/event/shared.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { attribute, type OtlpAttribute } from "./otlp-attributes.ts";
import type { RunSpan } from "./run-spans.ts";

/** SpanKind as OTLP numbers it. */
const INTERNAL = 1;
const CLIENT = 3;

/** What the kind of a span says of it. */
interface Aspects {
  readonly name: string;
  readonly kind: number;
  readonly attributes: readonly OtlpAttribute[];
}

/** The name, the OTLP kind and the attributes of a span, without texts. */
export function aspectsOf(span: RunSpan, run: RunState): Aspects {
  const { begun } = span;
  switch (begun.type) {
    case "model.requested":
      return span.kind === "step" ? stepAspects(run, begun.step_id) : modelAspects(span, run);
    case "tool.started":
      return toolAspects(begun.payload.name, begun.tool_call_id, begun.payload.attempt, run);
    case "action.required":
      return approvalAspects(span, begun, run);
    default:
      return runAspects(run);
  }
}

function runAspects(run: RunState): Aspects {
  const [provider = run.model] = run.model.split("/");
  return {
    name: `invoke_agent ${run.agent}`,
    kind: INTERNAL,
    attributes: [
      attribute("gen_ai.operation.name", "invoke_agent"),
      attribute("gen_ai.provider.name", run.steps[0]?.provider ?? provider),
      attribute("gen_ai.agent.name", run.agent),
      attribute("gen_ai.conversation.id", run.session_id),
      attribute("gen_ai.request.model", run.steps.at(-1)?.model ?? run.model),
      ...usageAttributes(run.usage),
      attribute("uar.run_id", run.run_id),
      attribute("uar.thread_id", run.thread_id),
      attribute("uar.turn_id", run.turn_id),
      attribute("uar.status", run.status),
      ...(run.cost?.unpriced === 0 ? [attribute("uar.cost_usd", run.cost.amount)] : []),
    ],
  };
}

function stepAspects(run: RunState, step_id: string | undefined): Aspects {
  const number = run.steps.findIndex((step) => step.step_id === step_id) + 1;
  const attributes = [attribute("uar.step_id", step_id ?? ""), attribute("uar.step", number)];
  return { name: `step ${number}`, kind: INTERNAL, attributes };
}

function modelAspects({ begun, ended }: RunSpan, run: RunState): Aspects {
  if (begun.type !== "model.requested") return runAspects(run);
  const { provider, model, attempt } = begun.payload;
  const answered = ended?.type === "model.completed" ? ended.payload : undefined;
  return {
    name: `chat ${model}`,
    kind: CLIENT,
    attributes: [
      attribute("gen_ai.operation.name", "chat"),
      attribute("gen_ai.provider.name", provider),
      attribute("gen_ai.request.model", model),
      attribute("gen_ai.conversation.id", run.session_id),
      ...(answered === undefined
        ? []
        : [
            attribute("gen_ai.response.finish_reasons", [answered.finish_reason]),
            ...usageAttributes(answered.usage),
          ]),
      ...(attempt === undefined ? [] : [attribute("uar.attempt", attempt)]),
    ],
  };
}

function toolAspects(
  name: string,
  call_id: string | undefined,
  attempt: number,
  run: RunState,
): Aspects {
  const known = run.tools.find((tool) => tool.name === name);
  return {
    name: `execute_tool ${name}`,
    kind: INTERNAL,
    attributes: [
      attribute("gen_ai.operation.name", "execute_tool"),
      attribute("gen_ai.tool.name", name),
      attribute("gen_ai.tool.type", "function"),
      ...callIds(run, call_id),
      ...(known === undefined ? [] : [attribute("gen_ai.tool.description", known.description)]),
      attribute("uar.attempt", attempt),
    ],
  };
}

/** The model's own id joins the call with the messages; ours with the log. */
function callIds(run: RunState, call_id: string | undefined): readonly OtlpAttribute[] {
  if (call_id === undefined) return [];
  const asked = run.steps.flatMap(({ tool_calls }) => tool_calls);
  const requested = asked.find(({ tool_call_id }) => tool_call_id === call_id);
  const id = requested?.provider_call_id ?? call_id;
  return [attribute("gen_ai.tool.call.id", id), attribute("uar.tool_call_id", call_id)];
}

function approvalAspects(
  { ended }: RunSpan,
  { payload: { tool, rule }, tool_call_id }: EventOf<"action.required">,
  run: RunState,
): Aspects {
  const resolved = ended?.type === "action.resolved" ? ended.payload : undefined;
  return {
    name: `approval ${tool}`,
    kind: INTERNAL,
    attributes: [
      attribute("gen_ai.tool.name", tool),
      ...callIds(run, tool_call_id),
      attribute("uar.approval.rule", rule),
      ...(resolved === undefined
        ? []
        : [
            attribute("uar.approval.decision", resolved.decision),
            attribute("uar.approval.decided_by", resolved.decided_by),
          ]),
    ],
  };
}

function usageAttributes(usage: Usage): readonly OtlpAttribute[] {
  return USAGE_NAMES.flatMap(([field, name]) => {
    const value = usage[field];
    return value === undefined ? [] : [attribute(name, value)];
  });
}

const USAGE_NAMES = [
  ["input_tokens", "gen_ai.usage.input_tokens"],
  ["output_tokens", "gen_ai.usage.output_tokens"],
  ["cached_input_tokens", "gen_ai.usage.cache_read.input_tokens"],
  ["reasoning_tokens", "gen_ai.usage.reasoning.output_tokens"],
] as const;
