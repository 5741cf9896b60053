import { z } from "zod";

import { HookPoint } from "#runtime/event/hook.ts";

const MAX_HOOKS = 50;
const MAX_TIMEOUT_MS = 10 * 60_000;

/** A command as a hook: it reads JSON, and answers with JSON or its exit code (2 is a no). */
export const HookConfig = z.strictObject({
  name: z.string().min(1).max(100).exactOptional(),
  point: HookPoint,
  match: z.string().min(1).max(200).exactOptional(),
  /** The program and its arguments; no shell reads them. */
  command: z.array(z.string()).min(1),
  timeout_ms: z.int().min(1).max(MAX_TIMEOUT_MS).exactOptional(),
  on_failure: z.enum(["block", "ignore"]).exactOptional(),
});
export type HookConfig = z.infer<typeof HookConfig>;

/** The `hooks` of uar.yaml. */
export const HookConfigs = z
  .array(HookConfig)
  .max(MAX_HOOKS)
  .default([])
  .refine(haveTheirOwnNames, { error: "Two hooks of one point need different names" });

/** What a hook is called when its entry does not say. */
export function hookName({ name, command }: Pick<HookConfig, "name" | "command">): string {
  return name ?? command.join(" ").slice(0, 100);
}

function haveTheirOwnNames(hooks: readonly HookConfig[]): boolean {
  const names = hooks.map((hook) => `${hook.point} ${hookName(hook)}`);
  return new Set(names).size === names.length;
}
