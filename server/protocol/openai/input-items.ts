import type { TurnState } from "#runtime/state/thread-state.ts";

interface ListPlace {
  readonly limit: number;
  readonly order: "asc" | "desc";
  /** The id of the item before the first one that is wanted. */
  readonly after?: string | undefined;
}

/** What the request of a turn said to the model, as a page of items. */
export function inputItems(turn: TurnState, { limit, order, after }: ListPlace): object {
  const items = itemsOf(turn);
  const ordered = order === "asc" ? items : items.toReversed();
  const start = ordered.findIndex(({ id }) => id === after) + 1;
  const data = ordered.slice(start, start + limit);
  return {
    object: "list",
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: start + limit < ordered.length,
  };
}

function itemsOf({ run_id, text, attachments = [], request = {} }: TurnState) {
  const files = attachments.map(({ name }) => inputText(`[The file "${name}"]`));
  const asked = text === "" && files.length === 0 ? [] : [...files, inputText(text)];
  const items = [
    ...(request.history ?? []).flatMap(historyItems),
    ...(request.results ?? []).map(({ tool_call_id, content }) => outputOf(tool_call_id, content)),
    ...(asked.length === 0 ? [] : [{ type: "message", role: "user", content: asked }]),
  ];
  const run = run_id.replace(/^r_/, "");
  return items.map((item, index) => ({ id: `in_${run}_${index}`, status: "completed", ...item }));
}

type History = NonNullable<NonNullable<TurnState["request"]>["history"]>;

function historyItems(said: History[number]): readonly object[] {
  switch (said.role) {
    case "user":
      return [{ type: "message", role: "user", content: [inputText(said.content)] }];
    case "tool":
      return [outputOf(said.provider_call_id, said.content)];
    case "assistant": {
      const content = [{ type: "output_text", text: said.content, annotations: [], logprobs: [] }];
      const message = said.content === "" ? [] : [{ type: "message", role: "assistant", content }];
      const calls = said.tool_calls.map(({ provider_call_id: call_id, name, arguments: args }) => {
        return { type: "function_call", call_id, name, arguments: args };
      });
      return [...message, ...calls];
    }
  }
}

function inputText(text: string) {
  return { type: "input_text", text };
}

function outputOf(call_id: string, output: string) {
  return { type: "function_call_output", call_id, output };
}
