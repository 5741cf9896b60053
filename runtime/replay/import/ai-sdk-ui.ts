import { z } from "zod";

import { CallWriter } from "./call-writer.ts";
import { CaptureError, quote } from "./capture-error.ts";
import type { CapturedFact, CaptureReader } from "./capture.ts";
import type { CapturePiece } from "./pieces.ts";
import { RunWriter } from "./run-writer.ts";

/** What parts of the AI SDK's UI message stream have in common; the rest is read where it is used. */
const Chunk = z.looseObject({
  type: z.string(),
  toolCallId: z.string().optional().catch(undefined),
  toolName: z.string().optional().catch(undefined),
  providerExecuted: z.boolean().optional().catch(undefined),
  delta: z.string().catch(""),
  inputTextDelta: z.string().catch(""),
  errorText: z.string().catch(""),
  approvalId: z.string().catch(""),
  approved: z.boolean().catch(false),
  reason: z.string().optional().catch(undefined),
  preliminary: z.boolean().catch(false),
  title: z.string().optional().catch(undefined),
  url: z.string().optional().catch(undefined),
  filename: z.string().optional().catch(undefined),
  finishReason: z.string().optional().catch(undefined),
  input: z.unknown().optional(),
  output: z.unknown().optional(),
});
type Chunk = z.infer<typeof Chunk>;

/** Types that a UI message stream may hold; `data-*` is the application's own. */
const TYPES =
  /^(?:(?:text|reasoning)-(?:start|delta|end)|tool-(?:input-(?:start|delta|available|error)|output-(?:available|error|denied)|approval-(?:request|response))|source-(?:url|document)|(?:start|finish|reset)-step|start|finish|abort|error|file|reasoning-file|custom|message-metadata|steering-message|data-.+)$/;

/** Whether a value looks like a part of a UI message stream. */
export function isAiSdkChunk(value: unknown): boolean {
  const chunk = Chunk.safeParse(value);
  return chunk.success && TYPES.test(chunk.data.type);
}

/**
 * Reads what `toUIMessageStreamResponse()` sends (AI SDK 5 to 7). It holds no question and no times; a
 * step is a request to the model.
 */
export function aiSdkReader(): CaptureReader {
  const run = new RunWriter();
  const calls = new CallWriter(run);
  /** Calls that run from the next part on, unless that one asks whether they may. */
  let ready: readonly Chunk[] = [];
  let finish: Chunk | undefined;

  const startReady = (next?: Chunk) => {
    for (const call of ready) {
      const { toolCallId: id = "" } = call;
      const isAsked = next?.type === "tool-approval-request" && next.toolCallId === id;
      if (!isAsked) calls.start(id, callFacts(call));
    }
    ready = [];
  };
  return {
    take(piece) {
      const chunk = readChunk(piece);
      if (chunk.type === "tool-input-available") {
        calls.offer(chunk.toolCallId ?? "", callFacts(chunk));
        ready = [...ready, chunk];
        return;
      }
      startReady(chunk);
      if (chunk.type === "finish") finish = chunk;
      else takeChunk(chunk, piece.value, run, calls);
    },
    end(): readonly CapturedFact[] {
      startReady();
      if (finish === undefined) run.cutOff();
      else if (run.isOpen && finish.finishReason === "error") run.fail(UNSAID_ERROR);
      else if (run.isOpen) run.complete();
      return run.facts;
    },
  };
}

type Called = Pick<Chunk, "toolName" | "input" | "providerExecuted">;

function callFacts({ toolName: name, input, providerExecuted: provider_executed }: Called) {
  return { name, arguments: input, provider_executed };
}

const UNSAID_ERROR = { code: "error", message: "The stream finished with an error" };

function readChunk({ value, line }: CapturePiece): Chunk {
  const chunk = Chunk.safeParse(value);
  if (chunk.success) return chunk.data;
  const fix = 'Give parts of a UI message stream: objects with a "type"';
  throw new CaptureError(`${quote(value)} is no part of a UI message stream`, fix, { line });
}

function takeChunk(chunk: Chunk, value: unknown, run: RunWriter, calls: CallWriter): void {
  switch (chunk.type) {
    case "start":
      return run.ensureRun();
    case "start-step":
      return run.beginStep();
    case "text-delta":
      return run.text(chunk.delta);
    case "reasoning-delta":
      return run.reasoning(chunk.delta);
    case "text-start":
    case "text-end":
    case "reasoning-start":
    case "reasoning-end":
      return;
    case "finish-step":
      return run.endStep();
    case "error":
      return run.fail({ code: "error", message: chunk.errorText || UNSAID_ERROR.message });
    case "abort":
      return run.fail({ code: "cancelled", message: chunk.reason ?? "Aborted" }, "cancelled");
    case "source-url":
    case "source-document":
      return run.cite({
        title: chunk.title ?? chunk.filename ?? chunk.url ?? "Untitled",
        ...(chunk.url !== undefined && { url: chunk.url }),
        ...(chunk.filename !== undefined && { path: chunk.filename }),
      });
    default:
      if (chunk.type.startsWith("tool-") && takeCall(chunk, calls)) return;
      return run.unknown(`a part "${chunk.type.slice(0, 60)}"`, value);
  }
}

/** Whether the part was one of a call. */
function takeCall(chunk: Chunk, calls: CallWriter): boolean {
  const { toolCallId: id = "", toolName: name } = chunk;
  switch (chunk.type) {
    case "tool-input-start":
      calls.write(id, "", name);
      return true;
    case "tool-input-delta":
      calls.write(id, chunk.inputTextDelta);
      return true;
    case "tool-input-error":
      calls.offer(id, callFacts(chunk));
      calls.fail(id, "invalid_arguments", chunk.errorText, name);
      return true;
    case "tool-output-available":
      if (chunk.preliminary) calls.progress(id, textOf(chunk.output));
      else calls.result(id, chunk.output);
      return true;
    case "tool-output-error":
      calls.fail(id, "error", chunk.errorText);
      return true;
    case "tool-output-denied":
      calls.fail(id, "denied", chunk.reason ?? "The person said no");
      return true;
    case "tool-approval-request":
      calls.ask(chunk.approvalId, id, chunk.reason ?? "May this call run?");
      return true;
    case "tool-approval-response":
      calls.decide(chunk.approvalId, chunk.approved, chunk.reason);
      return true;
    default:
      return false;
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}
