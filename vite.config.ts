import { globSync } from "node:fs";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";

import { chromiumLaunch } from "./scripts/chromium.ts";
import { lexerOnly } from "./scripts/lexer-only.ts";
import { usedCompletions } from "./scripts/used-completions.ts";
import { viewerFile } from "./scripts/viewer-file.ts";
import { withoutMorph } from "./scripts/without-morph.ts";

/** What a page asks for by name: a script a kind of page, and each stylesheet that is no part of another. */
const entries = [
  "web-components/main.ts",
  "web-components/inspector.ts",
  "web-components/runs.ts",
  "web-components/compare.ts",
  "web-components/pages.ts",
  "web-components/palette/palette.ts",
  ...globSync("web-components/styles/*.css"),
];

/** What is shared by several kinds of page: together it is smaller than file by file. */
const SHARED = [
  { name: "fragment", test: /web-components\/(fragment|chat\/(quiet-forms|post-form))\.ts|htmx/ },
  {
    name: "keys",
    test: /web-components\/(go-keys|key-bindings|chat\/single-keys|inspector\/copy-text)\.ts|views\/(urls|inspector\/quantity)\.ts/,
  },
];

export default defineConfig({
  publicDir: false,
  plugins: [lexerOnly(), usedCompletions(), withoutMorph(), viewerFile()],
  build: {
    // The server reads which hashed file an entry became from dist/manifest.json.
    manifest: "manifest.json",
    rolldownOptions: { input: entries, output: { codeSplitting: { groups: SHARED } } },
    // Every browser since the middle of 2024: `light-dark()` and nesting stay as written.
    target: ["chrome126", "firefox128", "safari18"],
    // The content security policy allows no data: URLs and no inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: "assets/licenses.md" },
  },
  test: {
    // Most of them wait for processes, disks and clocks of their own.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: "node",
          // To load every module once a worker, and not once a file, saves half of the time.
          isolate: false,
          // A slow machine is not a failure: this only bounds how long a test that hangs is waited for.
          testTimeout: 20_000,
          include: ["{runtime,server,views,examples,scripts,bench,e2e}/**/*.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: ["web-components/**/*.test.ts"],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: chromiumLaunch() }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
    ],
  },
});
