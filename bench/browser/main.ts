import { chromium, type Browser } from "playwright";

import { chromiumLaunch } from "../../scripts/chromium.ts";
import { chatRows } from "./chat.ts";
import { inspectorRows } from "./inspector.ts";
import { longThreadRows } from "./long-thread.ts";
import { pageRows } from "./pages.ts";
import { shown, type Row } from "./table.ts";

/** `npm run bench:browser -- [name ...]`: what pages cost in Chromium, beside their budgets. Build first. */
const MEASURES: Readonly<Record<string, (browser: Browser) => Promise<readonly Row[]>>> = {
  chat: chatRows,
  inspector: inspectorRows,
  pages: pageRows,
  threads: longThreadRows,
};

const asked = process.argv.slice(2);
const browser = await chromium.launch(chromiumLaunch());
try {
  for (const [name, measure] of Object.entries(MEASURES)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    console.table(shown(await measure(browser)));
  }
} finally {
  await browser.close();
}
