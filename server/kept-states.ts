import type { Logger } from "pino";

import { FoldKeeper } from "#runtime/fold-cache/fold-keeper.ts";
import { nodeFoldCache } from "#runtime/fold-cache/node-fold-cache.ts";
import { foldVersion } from "#runtime/fold-cache/node-fold-version.ts";
import type { ThreadServices } from "#runtime/thread.ts";
import type { ServeOptions } from "./serve-options.ts";

/** What threads keep of their states: with `cold` nothing, else that of now, and folds on the disk. */
export async function keptStates(
  { cold, data }: ServeOptions,
  logger: Logger,
): Promise<Pick<ThreadServices, "cold" | "folds">> {
  const version = cold ? undefined : await foldVersion();
  if (version === undefined) return { cold };
  const cache = nodeFoldCache({ directory: data, version });
  const report = (error: unknown) => logger.warn({ err: error }, "A fold could not be kept");
  return { cold, folds: new FoldKeeper({ cache, report }) };
}
