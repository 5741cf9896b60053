import type { ModelDriver, ModelRequest } from "#runtime/model/driver.ts";

/** A model that answers at once, but thinks about "Hold" until it is stopped. Keeps what it was asked. */
export class HoldingDriver implements ModelDriver {
  readonly provider = "test";
  readonly model = "driver";
  readonly requests: ModelRequest[] = [];

  async *stream(request: ModelRequest, signal: AbortSignal): ReturnType<ModelDriver["stream"]> {
    this.requests.push(request);
    yield [{ type: "message_delta", text: `Said ${questionOf(request)}` }];
    if (questionOf(request) === "Hold") await stopped(signal);
    yield [{ type: "done", finish_reason: "stop" }];
  }

  /** The last message of each request: the order in which turns ran. */
  get asked(): readonly string[] {
    return this.requests.map(questionOf);
  }
}

function questionOf({ messages }: ModelRequest): string {
  return messages.findLast(({ role }) => role === "user")?.content ?? "";
}

function stopped(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
    if (signal.aborted) reject(signal.reason);
  });
}
