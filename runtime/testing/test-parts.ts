import { OutputKeeper } from "#runtime/artifact/output-keeper.ts";
import type { OutputStore } from "#runtime/artifact/output-store.ts";
import { Secrets } from "#runtime/model/cassette/secrets.ts";
import { PermissionPolicy, withRules, type Policy } from "#runtime/permission/policy.ts";
import { rulesInMemory, type RememberedRules } from "#runtime/permission/remembered-rules.ts";
import type { RuntimeServices } from "#runtime/runtime-services.ts";
import type { TestRuntimeOptions } from "#runtime/test-runtime.ts";
import type { ThreadServices } from "#runtime/thread.ts";

/** What threads remember by, and the secrets that are struck out of them. */
export function memoryOf({ cold, folds, secrets = [], heard }: TestRuntimeOptions): Pick<
  ThreadServices,
  "cold" | "folds" | "heard"
> & {
  readonly secrets: Secrets;
} {
  const isCold = cold ?? process.env["UAR_COLD"] === "1";
  const kept = { cold: isCold, secrets: new Secrets(secrets) };
  return { ...kept, ...(folds !== undefined && { folds }), ...(heard !== undefined && { heard }) };
}

interface Remembered {
  readonly forRuns: Pick<TestRuntimeOptions, "memory" | "skills">;
  readonly forCommands: Pick<TestRuntimeOptions, "memory" | "skills">;
}

/** What agents remember and know how to do. */
export function rememberedBy({ memory, skills }: TestRuntimeOptions): Remembered {
  const kept = {
    ...(memory !== undefined && { memory }),
    ...(skills !== undefined && { skills }),
  };
  return { forCommands: kept, forRuns: kept };
}

interface Outputs {
  readonly keeping: { readonly outputs?: OutputKeeper; readonly files?: OutputStore };
  readonly kept: { readonly outputs?: OutputStore; readonly keeper?: OutputKeeper };
}

/** The keeper for runs, and the store for whoever reads. */
export function outputsOf({ outputs }: TestRuntimeOptions, secrets: Secrets): Outputs {
  if (outputs === undefined) return { keeping: {}, kept: {} };
  const keeper = new OutputKeeper({ store: outputs, secrets });
  return { keeping: { outputs: keeper, files: outputs }, kept: { outputs, keeper } };
}

interface Permissions {
  readonly policy: () => Policy;
  readonly remembered: RememberedRules;
}

/** The rules, and those that a person adds. */
export function testPermissions({
  policy,
  remembered = rulesInMemory(),
}: TestRuntimeOptions): Permissions {
  const rules = PermissionPolicy.parse(policy ?? {});
  return { policy: () => withRules(rules, remembered.list(), "remembered"), remembered };
}

/** What is passed on as it is given. */
export function settingsOf({
  wire,
  surroundings,
  quietMs,
  programs,
  settings = {},
}: TestRuntimeOptions): Pick<
  RuntimeServices,
  "settings" | "wire" | "surroundings" | "quietMs" | "programs"
> {
  return {
    settings,
    ...(wire !== undefined && { wire }),
    ...(surroundings !== undefined && { surroundings }),
    ...(quietMs !== undefined && { quietMs }),
    ...(programs !== undefined && { programs }),
  };
}
