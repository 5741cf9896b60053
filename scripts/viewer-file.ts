import { join } from "node:path";
import { build, type Plugin } from "vite";

import { lexerOnly } from "./lexer-only.ts";

const URLS = join(import.meta.dirname, "..", "views", "urls.ts");
const FILE_URLS = join(import.meta.dirname, "..", "views", "file-urls.ts");

/**
 * Builds the inspector once more behind the pages' bundle, as one script and one stylesheet without
 * addresses of their own: `dist/viewer.js` and `dist/viewer.css`, with which an exported run opens from
 * disk. Its links are those of `views/file-urls.ts`.
 */
export function viewerFile(): Plugin {
  return {
    name: "viewer-file",
    apply: "build",
    async closeBundle() {
      await build({
        configFile: false,
        logLevel: "warn",
        publicDir: false,
        plugins: [lexerOnly(), fileAddresses(), systemFonts(), withinScript()],
        build: {
          emptyOutDir: false,
          target: ["chrome126", "firefox128", "safari18"],
          modulePreload: false,
          license: { fileName: "viewer-licenses.md" },
          rolldownOptions: {
            input: ["web-components/viewer.ts", "web-components/viewer/viewer.css"],
            output: { entryFileNames: "[name].js", assetFileNames: "[name][extname]" },
          },
        },
      });
    },
  };
}

/** Puts the file's addresses in the place of the server's. */
function fileAddresses(): Plugin {
  return {
    name: "file-addresses",
    enforce: "pre",
    async resolveId(source, importer) {
      if (!source.endsWith("/urls.ts") || importer === FILE_URLS) return null;
      const found = await this.resolve(source, importer, { skipSelf: true });
      return found?.id === URLS ? FILE_URLS : null;
    },
  };
}

/** The pages' fonts would make each file a third longer. */
function systemFonts(): Plugin {
  return {
    name: "system-fonts",
    enforce: "post",
    generateBundle(_options, bundle) {
      for (const [name, file] of Object.entries(bundle)) {
        if (name.endsWith(".woff2")) delete bundle[name];
        if (file.type !== "asset" || !name.endsWith(".css")) continue;
        file.source = String(file.source).replaceAll(/@font-face\s*\{[^}]*\}/g, "");
      }
    },
  };
}

/** Writes `<` in another way where HTML would take what follows for its own; only literals hold such. */
function withinScript(): Plugin {
  return {
    name: "within-script",
    renderChunk: (code) => code.replaceAll(/<(?=!--|\/?script)/gi, String.raw`\x3c`),
  };
}
