// Runs specs several times in a row and says which of them fail now and then:
// node e2e/kit/repeat.ts --times 20 [what `playwright test` takes]
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { inWords, recordsOf, Report } from "./flakes.ts";

const { values, positionals } = parseArgs({
  options: { times: { type: "string", default: "20" }, config: { type: "string", default: "e2e" } },
  allowPositionals: true,
});
const times = Number(values.times);
if (!Number.isInteger(times) || times < 1) {
  console.error(`"${values.times}" is no number of times; use --times 20`);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), "repeat-"));
const file = join(folder, "report.json");
const cli = createRequire(import.meta.url).resolve("@playwright/test/cli");
const reports: Report[] = [];
for (let run = 1; run <= times; run += 1) {
  const args = [cli, "test", "-c", values.config, "--reporter", "json", ...positionals];
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: file };
  const { status } = spawnSync(process.execPath, args, {
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
  reports.push(Report.parse(JSON.parse(readFileSync(file, "utf8"))));
  console.log(`Run ${run} of ${times}: ${status === 0 ? "passed" : "failed"}`);
}
rmSync(folder, { recursive: true });

const records = recordsOf(reports);
console.log(inWords(records));
process.exitCode = records.some(({ failed }) => failed > 0) || records.length === 0 ? 1 : 0;
