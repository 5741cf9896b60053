import type { ProcessState, SandboxState } from "#runtime/state/environment-state.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import { headOf, type Observed, type SnapshotHead, type Standing, unknown } from "./snapshot.ts";
import { environmentOf } from "./thread-environment.ts";

/** `execution_environment_snapshot` of seed 003: where a thread's commands run, and which run now. */
export interface ExecutionEnvironmentSnapshot extends SnapshotHead<"execution_environment_snapshot"> {
  /** Folder, roots, network and limits, as they were applied. */
  readonly sandbox?: SandboxState;
  readonly active_processes: readonly (ProcessState & { readonly run_id: string })[];
}

export function executionEnvironmentSnapshot(
  state: ThreadState,
  observed: Observed,
): ExecutionEnvironmentSnapshot {
  const { sandbox, processes } = environmentOf(state);
  return {
    ...headOf(
      "execution_environment_snapshot",
      state,
      observed,
      standing(sandbox, processes, observed),
    ),
    ...(sandbox !== undefined && { sandbox }),
    active_processes: processes.filter(isActive),
  };
}

function standing(
  sandbox: SandboxState | undefined,
  processes: readonly ProcessState[],
  { working }: Observed,
): Standing {
  if (processes.some(isActive) && !working) {
    const reason = "Commands began that no event ended, and no process of the runtime holds them";
    return { state: "stale", reason };
  }
  if (sandbox !== undefined || processes.length > 0) return { state: "current" };
  return unknown("No command of this thread has told where it ran");
}

function isActive({ ended }: ProcessState): boolean {
  return ended === undefined;
}
