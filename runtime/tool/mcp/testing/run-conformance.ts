import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const LIMIT_MS = 60_000;
/** Both the suite and our client start in half the time when they need not be compiled. */
const NODE_COMPILE_CACHE = join(process.cwd(), "node_modules/.cache/compile");

/** What the official suite of MCP found of the scenarios that a revision requires. */
export interface Conformance {
  readonly passed: readonly string[];
  readonly failed: readonly string[];
  /** All that it wrote, for the message of a failed test. */
  readonly report: string;
}

/**
 * Runs the scenarios that a revision requires of a server. Those that the revision does not score, such as those
 * of extensions, are left out. Rejects where the suite does not come to its end.
 */
export async function testServer(
  program: string,
  revision: string,
  url: string,
): Promise<Conformance> {
  return readReport(await outputOf([program, "server", "--url", url, "--requirements", revision]));
}

/** Runs one scenario against a client, which is a command that the address is added to. */
export async function testClient(
  program: string,
  revision: string,
  scenario: string,
  command: string,
): Promise<{ readonly isPassed: boolean; readonly report: string }> {
  const chosen = ["--scenario", scenario, "--spec-version", revision, "--command", command];
  const report = await outputOf([program, "client", ...chosen]);
  return { isPassed: report.includes("OVERALL: PASSED"), report };
}

/** What the program wrote. That scenarios failed is its result and no failure of the program. */
async function outputOf(words: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "uar-conformance-"));
  try {
    return await run([...words, "-o", folder]);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function run(words: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NODE_COMPILE_CACHE };
    const options = { timeout: LIMIT_MS, maxBuffer: 16 * 1024 * 1024, env };
    execFile(process.execPath, words, options, (error, stdout, stderr) => {
      const isOver = error === null || error.code === 1;
      if (isOver) resolve(`${stdout}\n${stderr}`);
      else reject(new Error(`The suite did not end: ${stderr}`, { cause: error }));
    });
  });
}

function readReport(report: string): Conformance {
  const notScored = new Set(
    [...report.matchAll(/^ +[✓✗] (\S+) \(/gm)].map(([, name = ""]) => name),
  );
  const scored = [...report.matchAll(/^([✓✗]) (\S+): \d+ passed/gm)].flatMap(
    ([, sign, name = ""]) => (notScored.has(name) ? [] : [{ name, isPassed: sign === "✓" }]),
  );
  return {
    passed: scored.filter(({ isPassed }) => isPassed).map(({ name }) => name),
    failed: scored.filter(({ isPassed }) => !isPassed).map(({ name }) => name),
    report,
  };
}
