import type { ControlServices } from "#runtime/control/command.ts";
import { findThread } from "#runtime/control/find-thread.ts";
import type { Thread } from "#runtime/thread.ts";
import { asProblem } from "#server/command-problem.ts";
import type { FollowedRun } from "./follow-run.ts";
import { refused } from "./protocol-error.ts";
import { runOfResponse } from "./response-item.ts";
import { echoOf } from "./response-resource.ts";

/** What every response came through, as its run says. */
export const RESPONSES_SOURCE = "openai.responses";

/** A response with the thread of its run. */
export type FoundResponse = FollowedRun & { readonly thread: Thread };

/** The run of a response, of whatever request. Throws a refusal with status 404 where there is none. */
export async function findResponse(id: string, control: ControlServices): Promise<FoundResponse> {
  const run_id = runOfResponse(id);
  const thread = await asProblem(findThread(control, run_id));
  const state = await thread?.state();
  const turn = state?.turns.find((known) => known.run_id === run_id);
  if (thread === undefined || turn?.source !== RESPONSES_SOURCE) throw unknownResponse(id);
  return { thread, log: thread.log, turn };
}

/** The same of a response that is kept for later requests: neither unstored nor deleted. */
export async function storedResponse(
  id: string,
  control: ControlServices,
  param = "response_id",
): Promise<FoundResponse> {
  const found = await findResponse(id, control).catch((cause: unknown) => {
    throw param === "response_id" ? cause : unknownResponse(id, param);
  });
  const { tasks } = await found.thread.state();
  const task = tasks.find(({ task_id }) => task_id === found.turn.task_id);
  if (echoOf(found.turn).store && task?.fact !== "archived") return found;
  throw unknownResponse(id, param);
}

function unknownResponse(id: string, param = "response_id") {
  const message = `There is no stored response "${id.slice(0, 100)}"`;
  return refused(param, message, { status: 404, code: "response_not_found" });
}
