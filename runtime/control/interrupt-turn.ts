import { z } from "zod";

import { failed } from "#runtime/pmpo/ending.ts";
import { activeRun, findTurn, isTerminal } from "#runtime/state/run-queries.ts";
import type { RunState, ThreadState } from "#runtime/state/thread-state.ts";
import { command, CommandError } from "./command.ts";
import { requireThread } from "./find-thread.ts";

const Ids = z.strictObject({
  session_id: z.string().min(1).exactOptional(),
  thread_id: z.string().min(1).exactOptional(),
  turn_id: z.string().min(1).exactOptional(),
  run_id: z.string().min(1).exactOptional(),
  reason: z.string().max(500).default("Stopped by you"),
});
type Ids = z.output<typeof Ids>;

const Input = Ids.refine((ids) => placeOf(ids) !== undefined, {
  error: "Name what to stop by run_id, turn_id, thread_id or session_id",
});

/** `no_op`: the run had ended, or was being stopped already. */
export interface Interrupted {
  readonly status: "accepted" | "no_op";
  readonly run_id?: string;
}

export const interruptTurn = command({
  name: "interrupt_turn",
  description: "Stops a run; what it said so far is kept",
  kind: "write",
  input: Input,
  async run(input, services): Promise<Interrupted> {
    const thread = await requireThread(services, "run", placeOf(input) ?? "");
    return services.threads.exclusive(thread.thread_id, async () => {
      const run = target(await thread.state(), input);
      if (run === undefined) return { status: "no_op" };
      const { run_id } = run;
      if (isTerminal(run.status) || run.cancel !== undefined) return { status: "no_op", run_id };

      const ids = { turn_id: run.turn_id, task_id: run.task_id, run_id, attempt_id: run_id };
      const payload = { reason: input.reason, requested_by: "person" } as const;
      const request = { type: "task.cancel_requested", ...ids, payload } as const;
      await thread.append(
        run.status === "queued"
          ? [request, ...endUnstarted(run).map((draft) => ({ ...ids, ...draft }))]
          : [request],
      );
      return { status: "accepted", run_id };
    });
  },
});

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

/** A run that never left the queue has no loop that could end it. */
function endUnstarted(run: RunState) {
  return failed(run, "cancelled", { code: "cancelled", message: "Removed from the queue by you" });
}
