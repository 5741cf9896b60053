import type { EventOf } from "#runtime/event/catalogue.ts";

/** The walls as they were applied. */
export type SandboxState = EventOf<"sandbox.applied">["payload"] & { readonly sequence: number };

export interface ProcessState {
  readonly process_id: string;
  readonly command: readonly string[];
  readonly cwd: string;
  readonly started_at: string;
  /** The call that it runs for. */
  readonly tool_call_id?: string;
  /** Whether it reads what a person writes to it. */
  readonly takes_input?: boolean;
  /** How it ended; absent while it runs, and where nobody saw its end. */
  readonly ended?: string;
}

export interface EnvironmentState {
  readonly sandbox?: SandboxState;
  readonly violations: number;
  readonly processes: readonly ProcessState[];
}
