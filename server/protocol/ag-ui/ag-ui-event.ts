/** One event of AG-UI 1.0: its type and the members that go with it. */
export interface AgUiEvent {
  readonly type: AgUiType;
  /** When it happened, in milliseconds since 1970. */
  readonly timestamp?: number;
  readonly [member: string]: unknown;
}

/** The events that a run is told with; the protocol's chunks and raw events are other ways to say the same. */
export const AG_UI_TYPES = [
  "RUN_STARTED",
  "RUN_FINISHED",
  "RUN_ERROR",
  "STEP_STARTED",
  "STEP_FINISHED",
  "TEXT_MESSAGE_START",
  "TEXT_MESSAGE_CONTENT",
  "TEXT_MESSAGE_END",
  "REASONING_START",
  "REASONING_MESSAGE_START",
  "REASONING_MESSAGE_CONTENT",
  "REASONING_MESSAGE_END",
  "REASONING_END",
  "TOOL_CALL_START",
  "TOOL_CALL_ARGS",
  "TOOL_CALL_END",
  "TOOL_CALL_RESULT",
  "STATE_SNAPSHOT",
  "STATE_DELTA",
  "MESSAGES_SNAPSHOT",
  "ACTIVITY_SNAPSHOT",
  "CUSTOM",
  "SUBAGENT_STARTED",
  "SUBAGENT_FINISHED",
  "SUBAGENT_ERROR",
] as const;
type AgUiType = (typeof AG_UI_TYPES)[number];
