import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

import { chromium, type Browser } from "playwright";

/** For tests: the Chromium of CHROMIUM_PATH, else one on the PATH, else Playwright's own. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env["CHROMIUM_PATH"] ?? onPath("chromium", "google-chrome");
  return chromium.launch({
    args: ["--no-sandbox"],
    ...(executablePath !== undefined && { executablePath }),
  });
}

function onPath(...names: readonly string[]): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(existsSync);
}
