import { join } from "node:path";
import type { Logger } from "pino";

import { openNodeOutputStore } from "#runtime/artifact/node-output-store.ts";
import { OutputKeeper } from "#runtime/artifact/output-keeper.ts";
import { OutputRetention } from "#runtime/artifact/output-retention.ts";
import type { OutputStore } from "#runtime/artifact/output-store.ts";
import type { Secrets } from "#runtime/model/cassette/secrets.ts";
import { systemClock } from "#runtime/system-services.ts";
import type { Threads } from "#runtime/threads.ts";
import type { Config } from "./config.ts";
import type { ServeOptions } from "./serve-options.ts";

/** Whole outputs of this data folder: where they are, who keeps them, and for how long. */
export interface KeptOutputs {
  /** What runs keep there, and the files that they read. */
  readonly forRuns: { readonly outputs: OutputKeeper; readonly files: OutputStore };
  /** The same for whoever sends files and asks for outputs. */
  readonly forCommands: { readonly outputs: OutputStore; readonly keeper: OutputKeeper };
  /** Once every log was read: removes what no log names, and what the policy does not keep. */
  start(): Promise<void>;
}

/** Opens the folder of outputs. A disk that takes none costs the outputs only, and is reported. */
export async function keepOutputs(
  { data }: ServeOptions,
  { outputs: policy }: Config,
  { threads, secrets, logger }: { threads: Threads; secrets: Secrets; logger: Logger },
): Promise<KeptOutputs> {
  const store = await openNodeOutputStore(join(data, "outputs"));
  const report = (error: unknown) => logger.warn({ err: error }, "Outputs could not be kept");
  const retention = new OutputRetention({
    store,
    policy,
    places: threads.outputs,
    open: (place) => threads.open(place),
    clock: systemClock,
    report,
  });
  const onKept = retention.kept.bind(retention);
  const keeper = new OutputKeeper({ store, secrets, onKept, report });
  return {
    forRuns: { outputs: keeper, files: store },
    forCommands: { outputs: store, keeper },
    start: () => retention.start().catch(report),
  };
}
