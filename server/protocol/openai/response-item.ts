/** An item of a response, as Open Responses has it. */
export type ResponseItem = MessageItem | ReasoningItem | CallItem;

/** Whether an item is whole. */
export type ItemStatus = "in_progress" | "completed" | "incomplete";

export type ContentPart =
  | {
      readonly type: "output_text";
      readonly text: string;
      readonly annotations: readonly UrlCitation[];
      readonly logprobs: readonly never[];
    }
  | { readonly type: "refusal"; readonly refusal: string };

/** A place on the web that words rest on; the indexes count their characters. */
export interface UrlCitation {
  readonly type: "url_citation";
  readonly url: string;
  readonly title: string;
  readonly start_index: number;
  readonly end_index: number;
}

export interface MessageItem {
  readonly type: "message";
  readonly id: string;
  readonly status: ItemStatus;
  readonly role: "assistant";
  readonly content: readonly ContentPart[];
}

export interface ReasoningItem {
  readonly type: "reasoning";
  readonly id: string;
  readonly summary: readonly SummaryPart[];
}

export interface SummaryPart {
  readonly type: "summary_text";
  readonly text: string;
}

export interface CallItem {
  readonly type: "function_call";
  readonly id: string;
  readonly call_id: string;
  readonly name: string;
  readonly arguments: string;
  readonly status: ItemStatus;
}

const PREFIXES = { message: "msg", reasoning: "rs", function_call: "fc" } as const;

/** The id of a response names its run. */
export function responseId(runId: string): string {
  return runId.replace(/^r_/, "resp_");
}

/** The run of a response's id. */
export function runOfResponse(id: string): string {
  return id.replace(/^resp_/, "r_");
}

/** The id of an item names its run and its place, so that it can be found by it. */
export function itemId(type: ResponseItem["type"], runId: string, index: number): string {
  return `${PREFIXES[type]}_${runId.replace(/^r_/, "")}_${index}`;
}

/** Where the item of an id stands; undefined for an id that is none of ours. */
export function itemPlace(id: string): { run_id: string; index: number } | undefined {
  const found = /^(?:msg|rs|fc)_(.{1,90})_(\d{1,6})$/.exec(id);
  const [, run = "", index = ""] = found ?? [];
  return found === null ? undefined : { run_id: `r_${run}`, index: Number(index) };
}
