import type { Hook } from "#runtime/hook/hook.ts";
import { commandHook } from "#runtime/hook/node-command-hook.ts";
import type { Containment } from "#runtime/process/node-containment.ts";
import { systemClock } from "#runtime/system-services.ts";
import type { Config } from "./config.ts";

/** Of our own environment a hook gets no more than this: secrets are not among it. */
const PASSED_ON = ["PATH", "HOME", "LANG", "TERM"];

/** The commands that the configuration names as hooks, in its order. */
export function configuredHooks(
  { hooks }: Pick<Config, "hooks">,
  containment: Containment,
): readonly Hook[] {
  const known = PASSED_ON.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const services = { containment, clock: systemClock, env: Object.fromEntries(known) };
  return hooks.map((config) => commandHook(config, services));
}
