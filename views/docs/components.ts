import { ANSWER, NOTICE, OUTCOME, REASONING, STOP } from "./answer-scenes.ts";
import { APPROVAL } from "./approval-scenes.ts";
import { BUNDLE } from "./bundle-scenes.ts";
import { BANNER, CITATION_CARD, QUEUE } from "./page-scenes.ts";
import type { Component } from "./scene.ts";
import { TOOL_CALL } from "./tool-scenes.ts";

/** Everything that a run can show, in the order in which a run shows it, and what stands around it. */
export const COMPONENTS: readonly Component[] = [
  REASONING,
  TOOL_CALL,
  ANSWER,
  CITATION_CARD,
  BUNDLE,
  APPROVAL,
  QUEUE,
  BANNER,
  NOTICE,
  STOP,
  OUTCOME,
];
