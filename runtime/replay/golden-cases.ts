import { BRANCH_CASES } from "./golden-branches.ts";
import type { GoldenCase } from "./golden-case.ts";
import { CLIENT_CASES } from "./golden-clients.ts";
import { COMPACTION_CASES } from "./golden-compactions.ts";
import { HOOK_CASES } from "./golden-hooks.ts";
import { MEMORY_CASES } from "./golden-memory.ts";
import { MODEL_CASES } from "./golden-models.ts";
import { RESTART_CASES } from "./golden-restarts.ts";
import { RUN_CASES } from "./golden-runs.ts";
import { SUBAGENT_CASES } from "./golden-subagents.ts";
import { TOOL_CASES } from "./golden-tools.ts";

/** Every history that is kept in `golden/`. */
export const GOLDEN_CASES: readonly GoldenCase[] = [
  ...MODEL_CASES,
  ...TOOL_CASES,
  ...HOOK_CASES,
  ...RUN_CASES,
  ...RESTART_CASES,
  ...COMPACTION_CASES,
  ...BRANCH_CASES,
  ...SUBAGENT_CASES,
  ...MEMORY_CASES,
  ...CLIENT_CASES,
];
