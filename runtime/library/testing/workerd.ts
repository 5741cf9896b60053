import { pathToFileURL } from "node:url";

/** What is used of Miniflare, which not every machine has a workerd for. */
interface MiniflareModule {
  readonly Miniflare: new (options: object) => {
    readonly ready: Promise<URL>;
    dispatchFetch(url: string, init: object): Promise<{ text(): Promise<string> }>;
    dispose(): Promise<void>;
  };
}

/** A function that runs in workerd; text in, text out. */
export interface WorkerdFunction extends AsyncDisposable {
  call(text: string): Promise<string>;
}

/** Where scripts/workerd.ts puts it. */
const MODULE = pathToFileURL(
  "node_modules/.cache/workerd/node_modules/miniflare/dist/src/index.js",
).href;
/** What a worker of that day gets of the platform, and nothing of Node's. */
const COMPATIBILITY_DATE = "2026-07-01";

/**
 * Starts a worker of a script and a function expression that may use what it declares. Rejects where Miniflare or
 * workerd is missing, or the script does not start there; nothing is downloaded.
 */
export async function startWorkerd(script: string, functionText: string): Promise<WorkerdFunction> {
  // The interface above is the part of the package's own types that is used here.
  const { Miniflare } = (await import(MODULE)) as MiniflareModule;
  const handler = `export default { fetch: async (request) => new Response(await (${functionText})(await request.text())) }`;
  const worker = new Miniflare({
    modules: true,
    script: `${script}\n${handler}`,
    compatibilityDate: COMPATIBILITY_DATE,
    // Absent, it asks Cloudflare for facts about this machine's place.
    cf: false,
  });
  try {
    await worker.ready;
  } catch (cause) {
    await worker.dispose();
    throw cause;
  }
  return {
    call: async (body) => {
      const answer = await worker.dispatchFetch("http://worker/", { method: "POST", body });
      return answer.text();
    },
    [Symbol.asyncDispose]: () => worker.dispose(),
  };
}
