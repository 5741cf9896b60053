import { appendFileSync, readFileSync } from "node:fs";

import type { Effect } from "#runtime/event/shared.ts";
import type { Tool } from "#runtime/tool/tool.ts";

/** A tool whose every act leaves a line with its key in a file; the result comes once `acted` is over. */
export function actingTool(effect: Effect, path: string, acted: () => Promise<void>): Tool {
  return {
    name: "act",
    description: "Acts",
    source: "native",
    effect,
    input_schema: { type: "object", properties: { path: { type: "string" } } },
    run: async (_args, { idempotency_key }) => {
      appendFileSync(path, `${idempotency_key}\n`);
      await acted();
      return { content: "acted" };
    },
  };
}

/** The key of each act, in order. */
export function readActs(path: string): readonly string[] {
  return readFileSync(path, { encoding: "utf8", flag: "a+" }).split("\n").filter(Boolean);
}
