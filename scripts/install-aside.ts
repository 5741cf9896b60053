import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

const INSTALL_LIMIT_MS = 120_000;
const NPM_WORDS = [
  "ci",
  "--omit=optional",
  "--ignore-scripts",
  "--fetch-retries=1",
  "--no-audit",
  "--no-fund",
  "--loglevel=error",
];
const FILES = ["package.json", "package-lock.json"];

/** Packages that stand beside the project for a test: what they bring, and which test goes without them. */
export interface Aside {
  readonly what: string;
  readonly test: string;
  /** The folder of their package.json and lockfile. */
  readonly source: string;
  readonly target: string;
}

/**
 * Installs packages that are no dependencies of the project, since all who only start it would wait for their size.
 * Says why where npm fails; nothing half installed stays.
 */
export function installAside(aside: Aside): void {
  if (!hasBuild() || isInstalled(aside)) return;
  const { what, test, source, target } = aside;
  console.log(`Installing ${what} for the ${test}: the packages of ${source}`);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const file of FILES) copyFileSync(join(source, file), join(target, file));
  const { status, stderr, error } = spawnSync("npm", NPM_WORDS, {
    cwd: target,
    encoding: "utf8",
    timeout: INSTALL_LIMIT_MS,
  });
  if (status === 0) return;
  rmSync(target, { recursive: true, force: true });
  const reason = error?.message ?? stderr.split("\n")[0];
  console.log(`The ${test} will be skipped, since npm failed: ${reason}`);
}

/** The only build that the packages name: another machine's would be as large again each. */
function hasBuild(): boolean {
  return process.platform === "linux" && process.arch === "x64";
}

/** npm writes its hidden lockfile last. */
function isInstalled({ source, target }: Aside): boolean {
  const isWhole = existsSync(join(target, "node_modules/.package-lock.json"));
  return isWhole && FILES.every((file) => textOf(source, file) === textOf(target, file));
}

function textOf(folder: string, file: string): string | undefined {
  const path = join(folder, file);
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}
