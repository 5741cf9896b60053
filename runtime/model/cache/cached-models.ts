import type { ModelDriver, ModelResolver } from "#runtime/model/driver.ts";
import { AnswerCache } from "./answer-cache.ts";
import { cachedDriver } from "./cached-driver.ts";

const BOUNDS = { entries: 500, chars: 32 * 1024 * 1024 } as const;

/** Drivers that cost nothing and answer in this process. */
const LOCAL: ReadonlySet<string> = new Set(["offline", "scenario"]);

/** The same models, each of which answers a request that it has answered before from memory. */
export function cachedModels<Models extends ModelResolver>(models: Models): Models {
  const cache = new AnswerCache(BOUNDS);
  const known = new WeakMap<ModelDriver, ModelDriver>();
  const cached = (driver: ModelDriver): ModelDriver => {
    if (LOCAL.has(driver.provider)) return driver;
    const made = known.get(driver) ?? cachedDriver(driver, cache);
    known.set(driver, made);
    return made;
  };
  return { ...models, resolve: (name?: string) => cached(models.resolve(name)) };
}
