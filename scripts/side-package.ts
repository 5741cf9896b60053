import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

const INSTALL_LIMIT_MS = 120_000;
const NPM_WORDS = [
  "ci",
  "--ignore-scripts",
  "--fetch-retries=1",
  "--no-audit",
  "--no-fund",
  "--loglevel=error",
];
const HERE = `${process.platform}-${process.arch}`;
const FILES = ["package.json", "package-lock.json"];

/** Packages that a few tests want and that nobody else should wait for. */
export interface SidePackage {
  /** The folder with their package.json and lockfile. */
  readonly source: string;
  /** Where they come to lie, in a folder that git ignores. */
  readonly target: string;
  /** What is said before, and which tests are skipped where npm fails. */
  readonly title: string;
  readonly tests: string;
  /** The one machine whose build the lockfile names, since each further one is as large; absent, any will do. */
  readonly machine?: `${NodeJS.Platform}-${NodeJS.Architecture}`;
  /** Further words for npm. */
  readonly words?: readonly string[];
}

/**
 * Installs packages that are no dependencies of the project, since all who only start it would wait for their size.
 * A failure is told and leaves nothing behind; the tests say so and skip.
 */
export function installBeside({ source, target, title, tests, ...more }: SidePackage): void {
  const { machine = HERE, words = [] } = more;
  if (machine !== HERE || isInstalled(source, target)) return;
  console.log(`Installing ${title}: the packages of ${source}`);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const file of FILES) copyFileSync(join(source, file), join(target, file));
  const { status, stderr, error } = spawnSync("npm", [...NPM_WORDS, ...words], {
    cwd: target,
    encoding: "utf8",
    timeout: INSTALL_LIMIT_MS,
  });
  if (status === 0) return;
  rmSync(target, { recursive: true, force: true });
  const reason = error?.message ?? stderr.split("\n")[0];
  console.log(`${tests} will be skipped, since npm failed: ${reason}`);
}

/** npm writes its hidden lockfile last. */
function isInstalled(source: string, target: string): boolean {
  const isWhole = existsSync(join(target, "node_modules/.package-lock.json"));
  return isWhole && FILES.every((file) => textOf(source, file) === textOf(target, file));
}

function textOf(folder: string, file: string): string | undefined {
  const path = join(folder, file);
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}
