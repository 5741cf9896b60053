import type { ProcessState, SandboxState } from "#runtime/state/environment-state.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";

/** What a thread's runs said of the place where they work. */
export interface ThreadEnvironment {
  readonly sandbox?: SandboxState;
  readonly violations: number;
  readonly processes: readonly (ProcessState & { readonly run_id: string })[];
}

/** The newest sandbox that was told of, every process, and all violations together. */
export function environmentOf({ turns }: ThreadState): ThreadEnvironment {
  const told = turns.flatMap(({ run: { run_id, environment } }) =>
    environment === undefined ? [] : [{ run_id, ...environment }],
  );
  const sandbox = told.findLast((each) => each.sandbox !== undefined)?.sandbox;
  return {
    ...(sandbox !== undefined && { sandbox }),
    violations: told.reduce((sum, { violations }) => sum + violations, 0),
    processes: told.flatMap(({ run_id, processes }) =>
      processes.map((process) => ({ ...process, run_id })),
    ),
  };
}
