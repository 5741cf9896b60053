// Brings a checkout to the point where it can start or be tested: `setup.js [bundle] [browser]`.
// Plain JavaScript, for it runs on the Node that a machine happens to have (18 or newer). What it
// installs contains Node 24, and all that comes after runs on that.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const OLDEST_NODE = "24.3";
const root = fileURLToPath(new URL("..", import.meta.url));
const bin = join(root, "node_modules/.bin");
const env = { ...process.env, PATH: `${bin}${delimiter}${process.env["PATH"]}` };

process.chdir(root);
const isOldNode = process.versions.node.localeCompare(OLDEST_NODE, "en", { numeric: true }) < 0;

if (!isInstalled()) {
  console.log("Installing the packages of package-lock.json");
  npm("ci");
  // npm left out the native packages that refuse an old Node; now it runs on the one it installed.
  if (isOldNode) npm("install", "--no-save");
}
chooseNode();
for (const need of process.argv.slice(2)) run("node", `scripts/${need}.ts`);

/** Whether node_modules holds what the lockfile names; optional packages may be for other machines. */
function isInstalled() {
  const installed = packagesOf("node_modules/.package-lock.json");
  return Object.entries(packagesOf("package-lock.json")).every(([path, wanted]) => {
    const found = installed[path];
    if (path === "") return true;
    return found ? found.integrity === wanted.integrity : wanted.optional || wanted.devOptional;
  });
}

/**
 * @typedef {{ integrity?: string, optional?: boolean, devOptional?: boolean }} Package
 * @param {string} lockfile
 */
function packagesOf(lockfile) {
  const text = existsSync(lockfile) ? readFileSync(lockfile, "utf8") : '{"packages":{}}';
  return /** @type {{ packages: Record<string, Package> }} */ (JSON.parse(text)).packages;
}

/** Takes the installed Node out of the way where it cannot run (musl, say) and the machine's own can. */
function chooseNode() {
  const node = join(bin, "node");
  if (spawnSync(node, ["--version"]).status === 0) return;
  if (isOldNode) {
    console.error(
      `Node ${OLDEST_NODE} or newer is needed, this is "${process.version}": install it, ` +
        'or let npm fetch it with "npm rebuild node --ignore-scripts=false"',
    );
    process.exit(1);
  }
  rmSync(node, { force: true });
}

/** @param {...string} words */
function npm(...words) {
  run("npm", ...words, "--include=dev", "--no-audit", "--no-fund", "--loglevel=error");
}

/**
 * @param {string} command
 * @param {...string} words
 */
function run(command, ...words) {
  const { status, error } = spawnSync(command, words, { stdio: "inherit", env });
  if (status === 0) return;
  console.error(`"${command} ${words.join(" ")}" failed${error ? `: ${error.message}` : ""}`);
  process.exit(1);
}
