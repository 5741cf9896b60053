import {
  isJSONRPCErrorResponse,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
  type RequestId,
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";
import { z } from "zod";

const Cancelled = z.object({
  method: z.literal("notifications/cancelled"),
  params: z.object({ requestId: z.union([z.string(), z.number()]) }),
});

/**
 * The SDK's transport of a session, which knows what its client still waits for. A client that went away waits
 * on, for its call is no less at work. A cancelled call has no answer, so its stream is ended here.
 */
export class SessionTransport extends WebStandardStreamableHTTPServerTransport {
  readonly #waiting = new Set<RequestId>();
  readonly #onanswered: () => void;

  /** Calls `answered` after each answer, when `isWaited` may have changed. */
  constructor(answered: () => void) {
    super({ sessionIdGenerator: () => crypto.randomUUID() });
    this.#onanswered = answered;
  }

  /** Whether a call has no answer yet. */
  get isWaited(): boolean {
    return this.#waiting.size > 0;
  }

  /** Answers a POST, whose body has been read. */
  async post(request: Request, body: unknown): Promise<Response> {
    const messages: readonly unknown[] = Array.isArray(body) ? body : [body];
    const asked = messages.flatMap((message) => (isJSONRPCRequest(message) ? [message.id] : []));
    for (const id of asked) this.#waiting.add(id);
    const response = await this.handleRequest(request, { parsedBody: body });
    if (!response.ok) this.#answered(asked);
    this.#endCancelled(messages);
    return response;
  }

  override async send(
    message: JSONRPCMessage,
    options?: { relatedRequestId?: RequestId },
  ): Promise<void> {
    try {
      await super.send(message, options);
    } finally {
      const isAnswer = isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message);
      if (isAnswer && message.id !== undefined) this.#answered([message.id]);
    }
  }

  #endCancelled(messages: readonly unknown[]): void {
    for (const message of messages) {
      if (!isJSONRPCNotification(message)) continue;
      const cancelled = Cancelled.safeParse(message);
      if (!cancelled.success) continue;
      const { requestId } = cancelled.data.params;
      this.closeSSEStream(requestId);
      this.#answered([requestId]);
    }
  }

  #answered(ids: readonly RequestId[]): void {
    for (const id of ids) this.#waiting.delete(id);
    if (ids.length > 0) this.#onanswered();
  }
}
