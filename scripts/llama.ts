// Puts llama.cpp beside the project for the one test that runs a GGUF file. It is no dependency of the
// project, since all who only start it would wait for its size. Without it that test says so and skips.
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

const source = "runtime/model/testing/llama";
const target = "node_modules/.cache/llama";
const files = ["package.json", "package-lock.json"];

if (hasBuild() && !isInstalled()) install();

/** The only build that the package names: another machine's would be another 29 MB each. */
function hasBuild(): boolean {
  return process.platform === "linux" && process.arch === "x64";
}

/** npm writes its hidden lockfile last. */
function isInstalled(): boolean {
  const isWhole = existsSync(join(target, "node_modules/.package-lock.json"));
  return isWhole && files.every((file) => textOf(source, file) === textOf(target, file));
}

function textOf(folder: string, file: string): string | undefined {
  const path = join(folder, file);
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

function install(): void {
  console.log(`Installing llama.cpp for the GGUF test: the packages of ${source}`);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const file of files) copyFileSync(join(source, file), join(target, file));
  const { status, stderr, error } = spawnSync("npm", NPM_WORDS, {
    cwd: target,
    encoding: "utf8",
    timeout: INSTALL_LIMIT_MS,
  });
  if (status === 0) return;
  rmSync(target, { recursive: true, force: true });
  const reason = error?.message ?? stderr.split("\n")[0];
  console.log(`The GGUF test will be skipped, since npm failed: ${reason}`);
}
