import type { RecordedCall } from "#runtime/fork/recorded-calls.ts";
import type { SpawnedBy } from "#runtime/event/subagent.ts";
import type { TurnRequest } from "#runtime/event/turn-request.ts";
import type { ModelMessage } from "#runtime/model/driver.ts";
import type { AttachedFile } from "#runtime/state/kept-output.ts";

/**
 * Everything that a run starts from, free of any protocol (seed 000, section 2.4). It may come from
 * a page, an API of any protocol, a test or a script.
 */
export interface RunContext {
  readonly run_id: string;
  readonly session_id: string;
  readonly thread_id: string;
  readonly turn_id: string;
  readonly task_id: string;
  /** The conversation before this turn. */
  readonly messages: readonly ModelMessage[];
  readonly user_input: string;
  /** The files that came with it. */
  readonly attachments?: readonly AttachedFile[];
  /** The agent's id; absent, the default agent. */
  readonly agent?: string;
  /** `<provider>/<model>`; absent, the agent's or the configured one. */
  readonly model?: string;
  /** In a child agent's run, the run that it works for. */
  readonly spawned_by?: SpawnedBy;
  /** What a program sent with the message. */
  readonly request?: TurnRequest;
  /** In a forked run, the results of its origin that stand for calls of the same words. */
  readonly recorded?: readonly RecordedCall[];
}
