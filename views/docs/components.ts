import { ANSWER, NOTICE, OUTCOME, REASONING, STOP } from "./answer-scenes.ts";
import { APPROVAL } from "./approval-scenes.ts";
import type { Component } from "./scene.ts";
import { TOOL_CALL } from "./tool-scenes.ts";

/** Everything that a run can show, in the order in which a run shows it. */
export const COMPONENTS: readonly Component[] = [
  REASONING,
  ANSWER,
  TOOL_CALL,
  APPROVAL,
  NOTICE,
  STOP,
  OUTCOME,
];
