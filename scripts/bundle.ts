// Builds the browser bundle when what it is made of has changed.
import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";

const STAMP = "dist/sources.sha256";
const SOURCES = [
  "package-lock.json",
  "vite.config.ts",
  "scripts/{lexer-only,viewer-file}.ts",
  "{web-components,views,runtime}/**/*.{ts,css}",
];

const stamp = hashOf(globSync(SOURCES, { exclude: ["**/*.test.ts"] }).toSorted());
if (!existsSync(STAMP) || readFileSync(STAMP, "utf8") !== stamp) {
  console.log("Building the browser bundle");
  const { build } = await import("vite");
  await build({ logLevel: "warn" });
  writeFileSync(STAMP, stamp);
}

function hashOf(paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const path of paths) hash.update(`${path}\0`).update(readFileSync(path)).update("\0");
  return hash.digest("hex");
}
