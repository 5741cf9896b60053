// Sees to it that the tests have a Chromium that runs, and installs one where there is none.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "playwright";

import { chromiumPath } from "./chromium.ts";

const INSTALL_LIMIT_MS = 300_000;
const ANSWER_LIMIT_MS = 20_000;

const playwright = `"${process.execPath}" node_modules/playwright/cli.js`;
const apt = "DEBIAN_FRONTEND=noninteractive apt-get";
const mayUseApt = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");

/** In this order, until one of them works. Debian has a Chromium; Ubuntu has what Playwright's needs. */
const ways = [
  `${playwright} install chromium --no-shell`,
  ...(mayUseApt
    ? [
        `${apt} update && ${apt} install -y --no-install-recommends chromium`,
        `${playwright} install-deps chromium`,
      ]
    : []),
];

const complaints: string[] = [];
for (const way of ways) {
  if (isReady()) break;
  console.log(`Installing Chromium: ${way}`);
  const { stderr } = spawnSync(way, { shell: true, encoding: "utf8", timeout: INSTALL_LIMIT_MS });
  complaints.push(stderr);
}

if (!isReady()) {
  console.error(complaints.join("\n"));
  console.error('Chromium could not be installed: install it and name it in "CHROMIUM_PATH"');
  process.exitCode = 1;
}

function isReady(): boolean {
  const path = chromiumPath() ?? chromium.executablePath();
  return spawnSync(path, ["--version"], { timeout: ANSWER_LIMIT_MS }).status === 0;
}
