import type { EventType } from "./catalogue.ts";

type Members = Readonly<Record<string, unknown>>;

/** Tells a payload in our words what it says in others; undefined where it does not say it. */
type Reader = (payload: Members) => Members | undefined;

/**
 * The published profile leaves payloads open, and its fixtures use words that our catalogue has not.
 * For each class that they show: the members of ours that follow from theirs. What they do not say
 * at all gets a value that says nothing, and whoever reads the event finds its name in `supplied`.
 */
const READERS: { readonly [Type in EventType]?: Reader } = {
  "turn.submitted": ({ input, input_ref }) =>
    input === undefined && isText(input_ref) ? { input: { text: "" }, options: {} } : undefined,

  "action.required": ({ action_type, toolName, decisionKind }) =>
    action_type === "tool_permission" && decisionKind === "allow_or_deny" && isText(toolName)
      ? {
          action_type: "tool_approval",
          tool: toolName,
          arguments: null,
          arguments_hash: "",
          rule: "not told",
          decisions: ["allow_once", "deny"],
        }
      : undefined,

  "task.attempt.failed": ({ error, failureCategory: code, retryable }) =>
    error === undefined && isText(code)
      ? {
          error: { code, message: code, ...(typeof retryable === "boolean" && { retryable }) },
        }
      : undefined,

  "routing.single_candidate": ({ model, selectedModel, decisionSource: reason = "" }) =>
    model === undefined && isText(selectedModel)
      ? { provider: "", model: selectedModel, reason }
      : undefined,

  "evidence.changed": ({ kind, pack_ref }) =>
    kind === undefined && isText(pack_ref) ? { kind: "pack", title: pack_ref } : undefined,
};

const BY_TYPE: ReadonlyMap<unknown, Reader> = new Map(Object.entries(READERS));

/** What our catalogue wants of an event's payload beside what it says in words of its own. */
export function suppliedWords({ type }: { type?: unknown }, payload: Members): Members | undefined {
  return BY_TYPE.get(type)?.(payload);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
