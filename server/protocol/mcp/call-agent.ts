import {
  type CallToolResult,
  inputRequired,
  type InputRequiredResult,
  inputResponse,
} from "@modelcontextprotocol/server";
import type { z } from "zod";

import { perform } from "#runtime/control/dispatch.ts";
import { requireRun } from "#runtime/control/find-thread.ts";
import { interruptTurn } from "#runtime/control/interrupt-turn.ts";
import { submitTurn } from "#runtime/control/submit-turn.ts";
import { type ApprovalQuestion, NO_FIELDS, questionOf, takeAnswer } from "./approval-question.ts";
import { answerOf, failure } from "./call-answer.ts";
import { CallState, callStates } from "./call-state.ts";
import type { Caller } from "./caller.ts";
import { type FollowedRun, followRun } from "./follow-run.ts";
import type { McpServing } from "./mcp-server.ts";
import { OpenQuestions } from "./open-questions.ts";
import { progressOf } from "./progress.ts";

type Turn = z.input<typeof submitTurn.input>;

/**
 * Runs a turn to its end, or until its caller is asked and makes the call again with the answer.
 * A caller that cancels stops the run; a server that stops lets it go on later.
 */
export async function callAgent(
  turn: Turn,
  services: McpServing,
  caller: Caller,
): Promise<CallToolResult | InputRequiredResult> {
  const { control, streams, token } = services;
  const release = streams.slots.take("mcp");
  if (typeof release === "string") return failure("Too many calls are open; end some first");
  const { signal } = caller.mcpReq;
  try {
    const { run_id, after } = await beginOrGoOn(turn, services, caller);
    const isOver = AbortSignal.any([signal, streams.draining]);
    try {
      const asked = await follow({ run_id, after }, control, caller, isOver);
      if (asked !== undefined) return await askedOf(asked, token);
    } catch (error) {
      if (!isOver.aborted) throw error;
      if (!signal.aborted) return failure(`The server stops; the run "${run_id}" goes on later`);
      await perform(interruptTurn, { run_id, reason: "Cancelled by the MCP client" }, control);
      return failure(`The run "${run_id}" was cancelled`);
    }
    return answerOf((await requireRun(control, run_id)).run);
  } finally {
    release();
  }
}

/** Begins the run, or goes on with that of a call that is made again with what its person answered. */
async function beginOrGoOn(
  turn: Turn,
  { control }: McpServing,
  caller: Caller,
): Promise<FollowedRun> {
  const { mcpReq } = caller;
  const brought = mcpReq.requestState();
  if (brought === undefined) return perform(submitTurn, { ...turn, source: "mcp" }, control);
  const state = CallState.parse(brought);
  const response = inputResponse(mcpReq.inputResponses, state.action_id);
  if (response.kind === "elicit") await takeAnswer(state, response.action, caller, control);
  return state;
}

/** A question whose answer comes with the call made again. */
interface AskedByAnswer {
  readonly question: ApprovalQuestion;
  readonly run_id: string;
  readonly after: number;
}

/** Tells and asks the caller until the run ends, or until a question has to be asked by the answer to this call. */
async function follow(
  followed: FollowedRun,
  control: McpServing["control"],
  caller: Caller,
  signal: AbortSignal,
): Promise<AskedByAnswer | undefined> {
  const questions = new OpenQuestions(caller, control);
  try {
    for await (const event of followRun(control, followed, signal)) {
      if (event.type === "action.resolved") questions.withdraw(event.action_id);
      const message = progressOf(event);
      if (message !== undefined) await caller.tell(message);
      const question = caller.asked === "never" ? undefined : await questionOf(event, control);
      if (question === undefined) continue;
      if (caller.asked === "open") questions.ask(question);
      else return { question, run_id: followed.run_id, after: event.sequence };
    }
    return undefined;
  } finally {
    await questions.close();
  }
}

async function askedOf(
  { question, run_id, after }: AskedByAnswer,
  token: string,
): Promise<InputRequiredResult> {
  const { action_id, arguments_hash, message } = question;
  return inputRequired({
    inputRequests: { [action_id]: inputRequired.elicit({ message, requestedSchema: NO_FIELDS }) },
    requestState: await callStates(token).mint({ run_id, after, action_id, arguments_hash }),
  });
}
