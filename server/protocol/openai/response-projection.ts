import type { TurnState } from "#runtime/state/thread-state.ts";
import type { ResponseEvent } from "./response-event.ts";
import { ResponseOutput } from "./response-output.ts";
import {
  type ResponseProgress,
  type ResponseResource,
  responseResource,
} from "./response-resource.ts";
import type { Said } from "./said.ts";

/** A run told as a response: what it says goes in, events come out, and the resource is what they add up to. */
export class ResponseProjection {
  readonly #turn: TurnState;
  readonly #output: ResponseOutput;
  #progress: Omit<ResponseProgress, "output"> = { hasBegun: false };

  constructor(turn: TurnState) {
    this.#turn = turn;
    this.#output = new ResponseOutput(turn.run_id);
  }

  /** The response as far as the run has come. */
  get resource(): ResponseResource {
    return responseResource(this.#turn, { ...this.#progress, output: [...this.#output.items] });
  }

  /** What stands before all that a run says. */
  begin(): readonly ResponseEvent[] {
    const response = this.resource;
    return [
      { type: "response.created", response },
      { type: "response.queued", response },
    ];
  }

  take(said: Said): readonly ResponseEvent[] {
    switch (said.type) {
      case "begun":
        this.#progress = { ...this.#progress, hasBegun: true };
        return [{ type: "response.in_progress", response: this.resource }];
      case "text":
        return this.#output.say(said.step_id, said.text);
      case "refusal":
        return this.#output.refuse(said.step_id, said.text);
      case "reasoning":
        return this.#output.reason(said.step_id, said.text);
      case "citation":
        return this.#output.cite(said.citation);
      case "call":
        return this.#output.call(said);
      case "answered": {
        const { cut: _, ...rest } = this.#progress;
        this.#progress = { ...rest, ...cutBy(said.finish_reason) };
        return this.#output.close(isWhole(said.finish_reason) ? "completed" : "incomplete");
      }
      case "discarded":
        this.#output.discard(said.step_id);
        return [];
      case "ended": {
        this.#progress = { ...this.#progress, ended: said };
        const closed = this.#output.close("incomplete");
        return [...closed, lastEvent(this.resource)];
      }
    }
  }
}

type FinishReason = Extract<Said, { type: "answered" }>["finish_reason"];

function cutBy(reason: FinishReason): Pick<ResponseProgress, "cut"> {
  if (reason === "length") return { cut: "max_output_tokens" };
  return reason === "content_filter" ? { cut: "content_filter" } : {};
}

function isWhole(reason: FinishReason): boolean {
  return reason !== "error" && reason !== "cancelled" && cutBy(reason).cut === undefined;
}

function lastEvent(response: ResponseResource): ResponseEvent {
  switch (response.status) {
    case "completed":
      return { type: "response.completed", response };
    case "failed":
      return { type: "response.failed", response };
    default:
      return { type: "response.incomplete", response };
  }
}
