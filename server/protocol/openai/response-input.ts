import type { ControlServices } from "#runtime/control/command.ts";
import { findThread } from "#runtime/control/find-thread.ts";
import { findRun } from "#runtime/state/run-queries.ts";
import { textOf } from "./chat-conversation.ts";
import type { ChatMessage } from "./chat-request.ts";
import { readCompaction } from "./compaction-item.ts";
import { findResponse } from "./find-response.ts";
import { saidSoFar } from "./follow-run.ts";
import { refused } from "./protocol-error.ts";
import { responseOf } from "./response-frames.ts";
import { itemPlace, type ResponseItem } from "./response-item.ts";
import type { InputItem, ItemContent, ResponsesRequest } from "./responses-request.ts";

/**
 * The messages that a request's input is, instructions first. Items that are referred to are read from the
 * run that they belong to. Throws a refusal for a reference to nothing.
 */
export async function messagesOf(
  { input, instructions }: Pick<ResponsesRequest, "input" | "instructions">,
  control: ControlServices,
): Promise<readonly ChatMessage[]> {
  const said: ChatMessage[] = [];
  if (instructions != null && instructions !== "") {
    said.push({ role: "system", content: instructions });
  }
  if (typeof input === "string") return [...said, { role: "user", content: input }];
  const found: ChatMessage[] = [];
  for (const [index, item] of (input ?? []).entries()) {
    found.push(...(await messageOf(item, `input[${index}]`, control)));
  }
  return [...said, ...joined(found)];
}

async function messageOf(
  item: InputItem,
  param: string,
  control: ControlServices,
): Promise<readonly ChatMessage[]> {
  if ("role" in item) return [roleMessage(item)];
  switch (item.type) {
    case "function_call":
      return [callMessage(item)];
    case "function_call_output":
      return [{ role: "tool", tool_call_id: item.call_id, content: words(item.output) }];
    case "compaction":
      return [{ role: "user", content: readCompaction(item.encrypted_content, param) }];
    case "reasoning":
      return [];
    default:
      return outputMessage(await referredItem(item.id, param, control));
  }
}

function roleMessage({ role, content }: Extract<InputItem, { role: string }>): ChatMessage {
  if (role !== "user") return { role, content: words(content) };
  if (typeof content === "string") return { role, content };
  return { role, content: content.map(userPart) };
}

type Parts = Exclude<Extract<ChatMessage, { role: "user" }>["content"], string>;

function userPart(part: Exclude<ItemContent, string>[number]): Parts[number] {
  switch (part.type) {
    case "input_image":
      return { type: "image_url", image_url: { url: part.image_url } };
    case "input_file":
      return { type: "file", file: { file_data: part.file_data, filename: part.filename } };
    case "refusal":
      return { type: "text", text: part.refusal };
    default:
      return { type: "text", text: part.text };
  }
}

function callMessage(call: { call_id: string; name: string; arguments: string }): ChatMessage {
  const { call_id: id, name, arguments: args } = call;
  return {
    role: "assistant",
    content: null,
    tool_calls: [{ id, function: { name, arguments: args } }],
  };
}

function words(content: ItemContent): string {
  if (typeof content === "string") return content;
  return content
    .flatMap((part) => {
      if (part.type === "refusal") return [part.refusal];
      return "text" in part ? [part.text] : [];
    })
    .join("\n\n");
}

/** One answer is several items here, and one message of the assistant there. */
function joined(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  return messages.reduce<ChatMessage[]>((all, message) => {
    const last = all.at(-1);
    if (last?.role !== "assistant" || message.role !== "assistant") return [...all, message];
    const texts = [textOf(last.content), textOf(message.content)].filter((text) => text !== "");
    const tool_calls = [...(last.tool_calls ?? []), ...(message.tool_calls ?? [])];
    return [
      ...all.slice(0, -1),
      {
        role: "assistant",
        content: texts.length === 0 ? null : texts.join("\n\n"),
        ...(tool_calls.length > 0 && { tool_calls }),
      },
    ];
  }, []);
}

async function referredItem(
  id: string,
  param: string,
  control: ControlServices,
): Promise<ResponseItem> {
  const place = itemPlace(id);
  const thread = place && (await findThread(control, place.run_id));
  const run = thread && place && findRun(await thread.state(), place.run_id);
  if (run === undefined || place === undefined) throw unknownItem(id, param);
  const found = await findResponse(run.run_id, control);
  const { output } = await responseOf(found.turn, saidSoFar(found));
  const item = output[place.index];
  if (item === undefined || item.id !== id) throw unknownItem(id, param);
  return item;
}

function unknownItem(id: string, param: string) {
  return refused(param, `There is no item "${id.slice(0, 100)}"`, { code: "item_not_found" });
}

function outputMessage(item: ResponseItem): readonly ChatMessage[] {
  if (item.type === "reasoning") return [];
  if (item.type === "function_call") return [callMessage(item)];
  return [{ role: "assistant", content: words([...item.content]) }];
}
