import { existsSync } from "node:fs";
import { join } from "node:path";

/** Where scripts/suites.ts puts them. */
const CACHE = "node_modules/.cache";

/** Programs that are installed for tests only: which package, and its file to run. */
const PROGRAMS = {
  conformance: "suites/node_modules/@modelcontextprotocol/conformance/dist/index.js",
  newman: "suites/node_modules/newman/bin/newman.js",
  opencode: "opencode/node_modules/opencode-linux-x64/bin/opencode",
} as const;

const BY_SCRIPT = "node scripts/suites.ts would do it";
const HOW: Readonly<Record<keyof typeof PROGRAMS, string>> = {
  conformance: BY_SCRIPT,
  newman: BY_SCRIPT,
  opencode: `UAR_TEST_OPENCODE=1 ${BY_SCRIPT}`,
};

/** The absolute path of a suite's program; undefined, after it was said, where it is not installed. */
export function suiteProgram(name: keyof typeof PROGRAMS): string | undefined {
  const path = join(process.cwd(), CACHE, PROGRAMS[name]);
  if (existsSync(path)) return path;
  process.stderr.write(`SKIPPED: ${name} is not installed: ${HOW[name]}\n`);
  return undefined;
}
