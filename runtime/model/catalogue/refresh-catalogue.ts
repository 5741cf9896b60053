import type { Clock } from "#runtime/services.ts";
import { CatalogueFile } from "./catalogue.ts";
import { compactCatalogue } from "./compact-catalogue.ts";
import { writeCatalogue } from "./write-catalogue.ts";

export const MODELS_DEV_URL = "https://models.dev/api.json";

const FETCH_TIMEOUT_MS = 30_000;
/** models.dev has some megabytes. */
const MAX_BYTES = 64 * 1024 * 1024;

export interface Refresh {
  /** An http address or the path of a file. */
  readonly from: string;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly readFile: (path: string) => Promise<string>;
  /** Puts the new catalogue where the next start finds it. */
  readonly save: (text: string) => Promise<void>;
}

/**
 * Fetches a catalogue in the shape of models.dev and keeps what concerns us. Saves nothing unless all
 * of it fits. Rejects with an Error that names the source and the fix.
 */
export async function refreshCatalogue(
  refresh: Refresh,
): Promise<{ providers: number; models: number }> {
  const text = await readSource(refresh);
  const file = compactCatalogue(parseCatalogue(text, refresh.from));
  const models = Object.values(file).reduce(
    (sum, each) => sum + Object.keys(each.models).length,
    0,
  );
  if (models === 0) {
    throw new Error(`"${refresh.from}" describes none of our providers: give models.dev/api.json`);
  }
  await refresh.save(writeCatalogue(file));
  return { providers: Object.keys(file).length, models };
}

/** A catalogue from its text. Throws an Error that names the source and the first thing that is wrong. */
export function parseCatalogue(text: string, source: string): CatalogueFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Error(`"${source}" is not JSON: give a file in the shape of ${MODELS_DEV_URL}`, {
      cause,
    });
  }
  const parsed = CatalogueFile.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(
    `"${source}" is not a catalogue, at ${issue?.path.join(".") || "its top"}: ${issue?.message}. Give a file in the shape of ${MODELS_DEV_URL}`,
  );
}

async function readSource({ from, fetch, clock, readFile }: Refresh): Promise<string> {
  if (!/^https?:\/\//.test(from)) return readFile(from);
  const stop = new AbortController();
  const late = clock.sleep(FETCH_TIMEOUT_MS, stop.signal).then(
    () => stop.abort(new Error(`"${from}" did not answer within ${FETCH_TIMEOUT_MS / 1000} s`)),
    () => undefined,
  );
  try {
    const response = await fetch(from, { signal: stop.signal });
    if (!response.ok) throw new Error(`"${from}" answered with status ${response.status}`);
    if (Number(response.headers.get("content-length") ?? 0) > MAX_BYTES) {
      throw new Error(`"${from}" is larger than the ${MAX_BYTES} bytes that are allowed`);
    }
    return await response.text();
  } catch (cause) {
    stop.signal.throwIfAborted();
    throw new Error(`Could not read the catalogue from "${from}": try --from FILE`, { cause });
  } finally {
    stop.abort();
    await late;
  }
}
