import type { ContentPart, ResponseItem, SummaryPart, UrlCitation } from "./response-item.ts";
import type { ResponseResource } from "./response-resource.ts";

interface Place {
  readonly item_id: string;
  readonly output_index: number;
}
interface PartPlace extends Place {
  readonly content_index: number;
}
interface SummaryPlace extends Place {
  readonly summary_index: number;
}
type Logprobs = { readonly logprobs: readonly never[] };

/** An event of a streamed response, as Open Responses has it, but for its number. */
export type ResponseEvent =
  | {
      readonly type:
        | "response.created"
        | "response.queued"
        | "response.in_progress"
        | "response.completed"
        | "response.incomplete"
        | "response.failed";
      readonly response: ResponseResource;
    }
  | {
      readonly type: "response.output_item.added" | "response.output_item.done";
      readonly output_index: number;
      readonly item: ResponseItem;
    }
  | (PartPlace & {
      readonly type: "response.content_part.added" | "response.content_part.done";
      readonly part: ContentPart;
    })
  | (PartPlace & { readonly type: "response.output_text.delta"; readonly delta: string } & Logprobs)
  | (PartPlace & { readonly type: "response.output_text.done"; readonly text: string } & Logprobs)
  | (PartPlace & {
      readonly type: "response.output_text.annotation.added";
      readonly annotation_index: number;
      readonly annotation: UrlCitation;
    })
  | (PartPlace & { readonly type: "response.refusal.delta"; readonly delta: string })
  | (PartPlace & { readonly type: "response.refusal.done"; readonly refusal: string })
  | (SummaryPlace & {
      readonly type:
        | "response.reasoning_summary_part.added"
        | "response.reasoning_summary_part.done";
      readonly part: SummaryPart;
    })
  | (SummaryPlace & {
      readonly type: "response.reasoning_summary_text.delta";
      readonly delta: string;
    })
  | (SummaryPlace & {
      readonly type: "response.reasoning_summary_text.done";
      readonly text: string;
    })
  | (Place & { readonly type: "response.function_call_arguments.delta"; readonly delta: string })
  | (Place & {
      readonly type: "response.function_call_arguments.done";
      readonly arguments: string;
    });
