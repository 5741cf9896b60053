import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

import type { PageAssets } from "#views/document.ts";

/** Where `npm run build` puts the browser's share. */
export const BUNDLE_DIR: string = join(import.meta.dirname, "..", "dist");

/** Files served as they are. */
export const PUBLIC_DIR: string = join(import.meta.dirname, "..", "public");

const Manifest = z.record(z.string(), z.object({ file: z.string() }));
type Manifest = z.infer<typeof Manifest>;

/** The kinds of page, each with its script and its style sheet. */
export type PageKind = "chat" | "inspector" | "runs" | "compare" | "pages";

/** What each kind of page is made of, by the names of the bundle's sources. */
const ENTRIES = {
  chat: { script: "web-components/main.ts", style: "web-components/styles/chat.css" },
  inspector: {
    script: "web-components/inspector.ts",
    style: "web-components/styles/inspector.css",
  },
  runs: { script: "web-components/runs.ts", style: "web-components/styles/runs.css" },
  compare: { script: "web-components/compare.ts", style: "web-components/styles/compare.css" },
  pages: { script: "web-components/pages.ts", style: "web-components/styles/pages.css" },
} as const satisfies Record<PageKind, { script: string; style: string }>;

/** The script of the box for everything, fetched when somebody first asks for it. */
const PALETTE = "web-components/palette/palette.ts";

/** Reads which hashed files each kind of page loads. Throws when the bundle was not built. */
export function readAssets(): (kind: PageKind) => PageAssets {
  const manifest = readManifest();
  const preloads = Object.values(manifest)
    .map(({ file }) => `/${file}`)
    .filter((file) => file.endsWith(".woff2"));
  const pageAssets = (entry: { script: string; style: string }): PageAssets => ({
    scripts: [addressOf(manifest, entry.script)],
    styles: [addressOf(manifest, entry.style)],
    preloads,
    palette: addressOf(manifest, PALETTE),
  });
  const assets = {
    chat: pageAssets(ENTRIES.chat),
    inspector: pageAssets(ENTRIES.inspector),
    runs: pageAssets(ENTRIES.runs),
    compare: pageAssets(ENTRIES.compare),
    pages: pageAssets(ENTRIES.pages),
  };
  return (kind) => assets[kind];
}

function readManifest(): Manifest {
  const path = join(BUNDLE_DIR, "manifest.json");
  try {
    return Manifest.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    throw new Error(`Could not read the browser bundle "${path}"; run npm run build`, { cause });
  }
}

function addressOf(manifest: Manifest, entry: string): string {
  const found = manifest[entry]?.file;
  if (found === undefined) throw new Error(`The browser bundle has no "${entry}"; build it anew`);
  return `/${found}`;
}
