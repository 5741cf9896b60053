import { z } from "zod";

import type { ClientResult, SaidMessage } from "#runtime/event/turn-request.ts";

/** A message of the chat, as far as what it says is concerned. */
interface Message {
  readonly role: "system" | "user" | "assistant";
  readonly parts: readonly { readonly type: string }[];
}

const TextPart = z.object({ type: z.literal("text"), text: z.string() });
const ToolPart = z.object({
  type: z.string().regex(/^(?:tool-.|dynamic-tool$)/),
  toolName: z.string().optional(),
  toolCallId: z.string(),
  state: z.string(),
  input: z.unknown().optional(),
  output: z.unknown().optional(),
  errorText: z.string().optional(),
});
type ToolPart = z.infer<typeof ToolPart>;

/** The words of a message, its parts as paragraphs. */
export function textOf({ parts }: Message): string {
  return parts.flatMap((part) => TextPart.safeParse(part).data?.text ?? []).join("\n\n");
}

/** What a message tells the agent of itself; nothing, if it is none of the system. */
export function systemText(message: Message): string {
  return message.role === "system" ? textOf(message) : "";
}

/** A message as a model reads it that no thread here holds. Files stay with the newest one alone. */
export function saidMessages(message: Message): readonly SaidMessage[] {
  switch (message.role) {
    case "system":
      return [];
    case "user": {
      const hasFiles = message.parts.some(({ type }) => type === "file");
      const left = hasFiles ? ["[A file that came with this message is left out]"] : [];
      return [{ role: "user", content: [textOf(message), ...left].join("\n") }];
    }
    case "assistant":
      return stepsOf(message).flatMap(saidInStep);
  }
}

/** What the tools of a message gave, as far as it is there. */
export function resultsOf({ parts }: Message): readonly ClientResult[] {
  return parts.flatMap((part) => {
    const { data } = ToolPart.safeParse(part);
    const content = data && resultText(data);
    return data === undefined || content === undefined
      ? []
      : [{ tool_call_id: data.toolCallId, content }];
  });
}

/** An answer's steps: words behind calls were said to their results. */
function stepsOf({ parts }: Message): readonly Message[] {
  const steps: { role: "assistant"; parts: { readonly type: string }[] }[] = [];
  for (const part of parts) {
    const last = steps.at(-1);
    if (last === undefined || part.type === "step-start") {
      steps.push({ role: "assistant", parts: [part] });
    } else last.parts.push(part);
  }
  return steps;
}

function saidInStep(step: Message): readonly SaidMessage[] {
  const content = textOf(step);
  const called = step.parts.flatMap((part) => ToolPart.safeParse(part).data ?? []);
  if (content === "" && called.length === 0) return [];
  const tool_calls = called.map(({ toolCallId, input, ...tool }) => ({
    provider_call_id: toolCallId,
    name: nameOf(tool),
    arguments: JSON.stringify(input ?? {}),
  }));
  const results = resultsOf(step).map(({ tool_call_id, content: given }): SaidMessage => {
    return { role: "tool", provider_call_id: tool_call_id, name: "", content: given };
  });
  return [{ role: "assistant", content, tool_calls }, ...results];
}

function nameOf({ type, toolName }: Pick<ToolPart, "type" | "toolName">): string {
  return toolName ?? type.slice("tool-".length);
}

function resultText({ state, output, errorText }: ToolPart): string | undefined {
  if (state === "output-error") return `Error: ${errorText ?? "The call failed"}`;
  if (state !== "output-available") return undefined;
  return typeof output === "string" ? output : JSON.stringify(output ?? null);
}
