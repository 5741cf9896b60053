import { z } from "zod";

import { activeRun, findTurn, isTerminal } from "#runtime/state/run-queries.ts";
import type { RunState, ThreadState } from "#runtime/state/thread-state.ts";
import type { Thread } from "#runtime/thread.ts";
import type { Threads } from "#runtime/threads.ts";
import { command, CommandError } from "./command.ts";
import { requireThread } from "./find-thread.ts";
import { cancelRequest, removal } from "./queued-turn.ts";
import { callStop } from "./stop-call.ts";

const Ids = z.strictObject({
  session_id: z.string().min(1).exactOptional(),
  thread_id: z.string().min(1).exactOptional(),
  turn_id: z.string().min(1).exactOptional(),
  run_id: z.string().min(1).exactOptional(),
  /** Stops this one call; the run goes on without its result. */
  tool_call_id: z.string().min(1).exactOptional(),
  reason: z.string().max(500).default("Stopped by you"),
  /** Ends a run that is stopping already at once; one that is not is asked to stop as ever. */
  force: z.literal(true).exactOptional(),
});
type Ids = z.output<typeof Ids>;

const Input = Ids.refine((ids) => placeOf(ids) !== undefined, {
  error: "Name what to stop by run_id, turn_id, thread_id or session_id",
});

/** `no_op`: the run, or the call, had ended or was being stopped already. */
export interface Interrupted {
  readonly status: "accepted" | "no_op";
  readonly run_id?: string;
}

export const interruptTurn = command({
  name: "interrupt_turn",
  description: "Stops a run, or one running call of it; what the run said so far is kept",
  kind: "write",
  input: Input,
  async run(input, services): Promise<Interrupted> {
    const thread = await requireThread(services, "run", placeOf(input) ?? "");
    return interruptRun(thread, input, services);
  },
});

/** Stops what the ids name in their thread. */
export function interruptRun(
  thread: Thread,
  input: Ids,
  { threads }: { readonly threads: Pick<Threads, "exclusive"> },
): Promise<Interrupted> {
  return threads.exclusive(thread.thread_id, async () => {
    const state = await thread.state();
    const run = target(state, input);
    if (run === undefined) return { status: "no_op" };
    const { run_id } = run;
    const { tool_call_id, reason } = input;
    const isAsked = run.cancel !== undefined && !canForce(run, input);
    if (isTerminal(run.status) || isAsked) return { status: "no_op", run_id };
    if (tool_call_id !== undefined) {
      const drafts = callStop(run, tool_call_id, cancelRequest(run, reason));
      if (drafts.length === 0) return { status: "no_op", run_id };
      await thread.append(drafts);
      return { status: "accepted", run_id };
    }

    const waits = state.queue.includes(run.turn_id);
    await thread.append(
      waits ? removal(state, run, input.reason) : [cancelRequest(run, input.reason)],
    );
    return { status: "accepted", run_id };
  });
}

/** The last rung is for the run as a whole, and taken once. */
function canForce({ cancel }: RunState, { force, tool_call_id }: Ids): boolean {
  return force === true && tool_call_id === undefined && cancel?.forced !== true;
}

function placeOf(ids: Partial<Ids>): string | undefined {
  return ids.run_id ?? ids.turn_id ?? ids.thread_id ?? ids.session_id;
}

function target(state: ThreadState, { run_id, turn_id }: Ids): RunState | undefined {
  if (run_id === undefined && turn_id === undefined) return activeRun(state);
  const turn =
    turn_id === undefined
      ? state.turns.find((known) => known.run_id === run_id)
      : findTurn(state, turn_id);
  if (turn === undefined)
    throw new CommandError("not_found", `There is no turn "${turn_id ?? run_id}"`);
  return turn.run;
}
