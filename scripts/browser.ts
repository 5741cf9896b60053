// Sees to it that the tests have a Chromium that runs, and installs one where there is none.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "playwright";

import { chromiumLaunch, SHELL_PATH } from "./chromium.ts";

const INSTALL_LIMIT_MS = 300_000;
const ANSWER_LIMIT_MS = 20_000;

const playwright = `"${process.execPath}" node_modules/playwright/cli.js`;
const apt = "DEBIAN_FRONTEND=noninteractive apt-get";
const mayUseApt = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
const debian = `${apt} update && ${apt} install -y --no-install-recommends chromium-headless-shell`;

/** In this order, until one of them works. Debian has a Chromium; Ubuntu has what Playwright's needs. */
const ways = [
  `${playwright} install chromium --only-shell`,
  ...(mayUseApt ? [debian, `${playwright} install-deps chromium`] : []),
];

const complaints: string[] = [];
// The shell of Debian does the same work for half the time of a Chromium that is there.
if (mayUseApt && process.env["CHROMIUM_PATH"] === undefined && !existsSync(SHELL_PATH)) {
  install(debian);
}
for (const way of ways) {
  if (await isReady()) break;
  install(way);
}

if (!(await isReady())) {
  console.error(complaints.join("\n"));
  console.error('Chromium could not be installed: install it and name it in "CHROMIUM_PATH"');
  process.exitCode = 1;
}

function install(way: string): void {
  console.log(`Installing Chromium: ${way}`);
  const { stderr } = spawnSync(way, { shell: true, encoding: "utf8", timeout: INSTALL_LIMIT_MS });
  complaints.push(stderr);
}

async function isReady(): Promise<boolean> {
  try {
    const browser = await chromium.launch({ ...chromiumLaunch(), timeout: ANSWER_LIMIT_MS });
    await browser.close();
    return true;
  } catch {
    return false;
  }
}
