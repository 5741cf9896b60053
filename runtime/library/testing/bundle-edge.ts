import { join } from "node:path";
import { build, type Rolldown } from "vite";

const ENTRY = join(import.meta.dirname, "..", "..", "edge.ts");
/** Loaded only for a provider that is configured with an npm package, whose share is Node's. */
const NODE_ONLY = /\/runtime\/model\/ai-sdk-(?:driver|package)\.ts$/;

/** A package's name in the path of one of its modules. */
const PACKAGE = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/** The edge entry as one script, whose name is `uar`, and the npm packages that it has something of. */
interface EdgeBundle {
  readonly code: string;
  readonly packages: readonly string[];
}

/** Bundles the edge entry. Rejects where something in it takes a module of Node. */
export async function bundleEdge(): Promise<EdgeBundle> {
  const output = await build({
    configFile: false,
    logLevel: "silent",
    publicDir: false,
    plugins: [
      {
        name: "no-node",
        enforce: "pre",
        load: (id) =>
          NODE_ONLY.test(id) ? "export const aiSdkDriver = 0, loadSdkModel = 0" : null,
        resolveId: (source, importer) => {
          if (source.startsWith("node:")) throw new Error(`${importer} takes ${source}`);
          return null;
        },
      },
    ],
    build: {
      write: false,
      minify: false,
      lib: { entry: ENTRY, formats: ["iife"], name: "uar" },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  // A library of one format is a list of one output.
  const [first] = output as Rolldown.RolldownOutput[];
  const { code = "", moduleIds = [] } = first?.output[0] ?? {};
  const packages = moduleIds.flatMap((id) => PACKAGE.exec(id)?.[1] ?? []);
  return { code, packages: [...new Set(packages)].toSorted() };
}
