import type { EventOf } from "#runtime/event/catalogue.ts";
import type { EnvironmentState, ProcessState } from "./environment-state.ts";
import type { RunState } from "./thread-state.ts";

type EnvironmentEvent = EventOf<
  | "sandbox.applied"
  | "sandbox.violation"
  | "process.started"
  | "process.completed"
  | "process.failed"
  | "process.terminated"
>;

/** Where a run's commands run, which of them run, and how often they met a wall. */
export function foldEnvironment(run: RunState, event: EnvironmentEvent): RunState {
  const before = run.environment ?? { violations: 0, processes: [] };
  return { ...run, environment: change(before, event) };
}

function change(environment: EnvironmentState, event: EnvironmentEvent): EnvironmentState {
  switch (event.type) {
    case "sandbox.applied":
      return { ...environment, sandbox: { ...event.payload, sequence: event.sequence } };
    case "sandbox.violation":
      return { ...environment, violations: environment.violations + 1 };
    case "process.started": {
      const { process_id, command, cwd, takes_input } = event.payload;
      const { tool_call_id, timestamp: started_at } = event;
      const started: ProcessState = {
        process_id,
        command,
        cwd,
        started_at,
        ...(tool_call_id !== undefined && { tool_call_id }),
        ...(takes_input !== undefined && { takes_input }),
      };
      return { ...environment, processes: [...environment.processes, started] };
    }
    case "process.completed":
    case "process.failed":
    case "process.terminated":
      return { ...environment, processes: ended(environment.processes, event) };
  }
}

function ended(
  processes: readonly ProcessState[],
  event: EventOf<"process.completed" | "process.failed" | "process.terminated">,
): readonly ProcessState[] {
  return processes.map((process) =>
    process.process_id === event.payload.process_id && process.ended === undefined
      ? { ...process, ended: event.type.slice("process.".length) }
      : process,
  );
}
