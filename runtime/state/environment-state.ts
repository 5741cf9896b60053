import type { EventOf } from "#runtime/event/catalogue.ts";

/** The walls as they were applied. */
export type SandboxState = EventOf<"sandbox.applied">["payload"] & { readonly sequence: number };

export interface ProcessState {
  readonly process_id: string;
  readonly command: readonly string[];
  readonly cwd: string;
  readonly started_at: string;
  /** How it ended; absent while it runs, and where nobody saw its end. */
  readonly ended?: string;
}

export interface EnvironmentState {
  readonly sandbox?: SandboxState;
  readonly violations: number;
  readonly processes: readonly ProcessState[];
}
