import type { NoDecision } from "#runtime/event/action.ts";
import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { Json } from "#runtime/event/shared.ts";
import type { EventSink } from "#runtime/sink.ts";
import type { ApprovalState } from "#runtime/state/approval-state.ts";
import { findRun, runIds } from "#runtime/state/run-queries.ts";
import type { RunState, ThreadState, ToolCallState } from "#runtime/state/thread-state.ts";
import { canonicalHash } from "#runtime/tool/canonical-hash.ts";
import type { AskPerson, PersonAnswer, PersonQuestion } from "#runtime/tool/tool.ts";
import { APPROVAL_EXPIRY_MS, sleepUntilExpiry } from "./await-decision.ts";
import type { LoopServices } from "./services.ts";

interface Asking {
  readonly call: ToolCallState;
  readonly args: Record<string, Json>;
  readonly run: RunState;
  readonly sink: EventSink;
  readonly services: Pick<LoopServices, "clock" | "ids">;
  /** Runs while nobody decides an action of the thread. */
  readonly exclusive: NonNullable<LoopServices["exclusive"]>;
}

/**
 * Lets a running call ask the person: the question is durable before anybody waits for it, the log alone
 * holds the answer, and a question that nobody answers is settled once, in its time or with its call (R1).
 * No answer comes between the look at a question and its end: both are made under the thread's lock (T5).
 */
export function askPerson(asking: Asking): AskPerson {
  return async (asked, signal) => {
    signal.throwIfAborted();
    const { sink, services, exclusive, run } = asking;
    const draft = await question(asked, asking);
    await sink.append([draft]);
    const { action_id } = draft;
    const ended = await outcome(draft, { sink, clock: services.clock }, signal);
    if (ended !== "answered") {
      await exclusive(async () => {
        const known = approvalOf(await sink.state(), run.run_id, action_id);
        if (known?.decision === undefined) await sink.append([unanswered(draft, ended)]);
      });
    }
    signal.throwIfAborted();
    return answerOf(approvalOf(await sink.state(), run.run_id, action_id));
  };
}

type Asked = EventDraft & {
  readonly type: "action.required";
  readonly action_id: string;
  readonly run_id: string;
};

async function question(
  { message, ...question }: PersonQuestion,
  { call, args, run, services: { clock, ids } }: Asking,
): Promise<Asked> {
  const expires_at = new Date(Date.parse(clock.now()) + APPROVAL_EXPIRY_MS).toISOString();
  return {
    type: "action.required",
    ...runIds(run),
    tool_call_id: call.tool_call_id,
    action_id: ids.next("act"),
    payload: {
      action_type: "question",
      tool: call.name,
      arguments: args,
      arguments_hash: await canonicalHash(args),
      prompt: message,
      rule: `the server ${question.server} asks`,
      decisions: ["answer", "decline"],
      expires_at,
      question,
    },
  };
}

/** How the waiting ended. */
async function outcome(
  { run_id, action_id, payload: { expires_at = "" } }: Asked,
  { sink, clock }: Pick<Asking, "sink"> & Pick<LoopServices, "clock">,
  signal: AbortSignal,
): Promise<"answered" | "expired" | "lost"> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const isDecided = (state: ThreadState) =>
    approvalOf(state, run_id, action_id)?.decision !== undefined;
  const answered = sink.until(isDecided, either).then(() => "answered" as const);
  const expired = sleepUntilExpiry({ expires_at }, clock, either).then(() => "expired" as const);
  try {
    return await Promise.race([answered, expired]);
  } catch (reason) {
    if (!signal.aborted) throw reason;
    return "lost";
  } finally {
    over.abort();
    await Promise.allSettled([answered, expired]);
  }
}

function approvalOf(state: ThreadState, run_id: string, action_id: string) {
  return findRun(state, run_id)?.approvals.find((known) => known.action_id === action_id);
}

function unanswered(asked: Asked, decision: NoDecision): EventDraft {
  const { type: _type, payload: _payload, ...ids } = asked;
  const payload = {
    decision,
    decided_by: "runtime",
    reason:
      decision === "expired" ? "Nobody answered in time" : "The call ended before it was answered",
    action_type: "question",
  } as const;
  return { type: "action.resolved", ...ids, payload };
}

function answerOf(approval: ApprovalState | undefined): PersonAnswer {
  switch (approval?.decision) {
    case "answer":
      return { action: "accept", content: approval.content ?? {} };
    case "decline":
      return { action: "decline" };
    default:
      return { action: "cancel" };
  }
}
