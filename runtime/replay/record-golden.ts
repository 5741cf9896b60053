import { mkdir, writeFile } from "node:fs/promises";

import { GOLDEN_CASES } from "./golden-cases.ts";
import { readModels } from "./read-models.ts";

// node runtime/replay/record-golden.ts [NAME ...]: makes the golden histories anew, all or those named.
const names = process.argv.slice(2);
const folder = new URL("golden/", import.meta.url);
await mkdir(folder, { recursive: true });
for (const { name, record } of GOLDEN_CASES) {
  if (names.length > 0 && !names.includes(name)) continue;
  const events = await record();
  const lines = events.map((event) => `${JSON.stringify(event)}\n`);
  await writeFile(new URL(`${name}.jsonl`, folder), lines.join(""));
  const models = `${JSON.stringify(readModels(events), null, 2)}\n`;
  await writeFile(new URL(`${name}.read.json`, folder), models);
  process.stdout.write(`${name}: ${events.length} events\n`);
}
