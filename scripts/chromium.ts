import { existsSync } from "node:fs";

/** Chromium without windows, as Debian packs it. */
export const SHELL_PATH = "/usr/bin/chromium-headless-shell";

const USUAL_PLACES = [
  SHELL_PATH,
  "/usr/bin/chromium",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The Chromium for the tests: what CHROMIUM_PATH says, else the machine's; undefined means Playwright's own. */
function chromiumPath(): string | undefined {
  return process.env["CHROMIUM_PATH"] ?? USUAL_PLACES.find((place) => existsSync(place));
}

/** How every test launches it; without its sandbox, for containers and root have none to give. */
export function chromiumLaunch(): { readonly executablePath?: string; readonly args: string[] } {
  const executablePath = chromiumPath();
  return { ...(executablePath !== undefined && { executablePath }), args: ["--no-sandbox"] };
}
