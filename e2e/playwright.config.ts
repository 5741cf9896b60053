import { defineConfig } from "@playwright/test";

import { chromiumLaunch } from "../scripts/chromium.ts";

export default defineConfig({
  testDir: ".",
  testMatch: "**/*.e2e.ts",
  outputDir: "../dist/e2e",
  reporter: [["list"], ["json", { outputFile: "../dist/e2e/report.json" }]],
  forbidOnly: true,
  retries: 0,
  // A slow machine is not a failure: these only bound how long a broken page is waited for.
  timeout: 90_000,
  expect: { timeout: 20_000 },
  workers: 3,
  use: {
    browserName: "chromium",
    launchOptions: chromiumLaunch(),
  },
});
