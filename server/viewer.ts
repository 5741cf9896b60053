import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { render } from "@lit-labs/ssr";
import { collectResult } from "@lit-labs/ssr/lib/render-result.js";

import type { ExportedRun } from "#runtime/replay/export/exported-run.ts";
import { NoViewerError, type RunViewer } from "#runtime/replay/export/formats.ts";
import { runMarkdown } from "#runtime/replay/export/markdown.ts";
import { viewerDocument } from "#views/inspector/viewer-document.ts";
import { BUNDLE_DIR } from "./assets.ts";

/** What the file is made of beside the run; the build writes it. */
interface ViewerBundle {
  readonly script: string;
  readonly style: string;
  readonly licenses: string;
}

/** Makes the page that an exported run opens in from disk: viewer and events in one file, and no request. */
export function runViewer(folder: string = BUNDLE_DIR): RunViewer {
  return async (exported) => viewerFile(exported, await readBundle(folder));
}

async function readBundle(folder: string): Promise<ViewerBundle> {
  const read = (file: string) => readFile(join(folder, file), "utf8");
  try {
    const [script, style, licenses] = await Promise.all([
      read("viewer.js"),
      read("viewer.css"),
      read("viewer-licenses.md"),
    ]);
    return { script, style, licenses };
  } catch (cause) {
    throw new NoViewerError(`The viewer is not built in "${folder}"`, { cause });
  }
}

async function viewerFile(exported: ExportedRun, bundle: ViewerBundle): Promise<string> {
  const { run, title, question, events } = exported;
  const log = events.map((event) => JSON.stringify(event)).join("\n");
  const page = viewerDocument({
    run,
    title: title === "" ? question : title,
    policy: policyFor(bundle),
    text: runMarkdown(exported),
  });
  const html = await collectResult(render(page));
  return fill(html, [
    ['<style id="style">', bundle.style],
    ['<script type="application/jsonl" id="log">', inert(log)],
    ['<script type="text/markdown" id="licenses">', inert(bundle.licenses)],
    ['<script type="module" id="viewer">', bundle.script],
  ]);
}

/**
 * Puts texts behind tags of the document, as they are. Whatever a run says is escaped in it, so the
 * tags are ours; and of the texts only the log is a run's, which `inert` keeps within its element.
 */
function fill(html: string, texts: readonly (readonly [tag: string, text: string])[]): string {
  return texts.reduce((page, [tag, text]) => {
    const at = page.indexOf(tag);
    if (at === -1) throw new Error(`The viewer's document has no ${tag}`);
    return page.slice(0, at + tag.length) + text + page.slice(at + tag.length);
  }, html);
}

/** A text that ends no element: in JSON, `<` stands in strings only, where this says the same. */
function inert(text: string): string {
  return text.replaceAll("<", String.raw`\u003c`);
}

/** One script, known by its hash, and nothing from anywhere. Bundles are shown in frames of data. */
function policyFor({ script }: ViewerBundle): string {
  const hash = createHash("sha256").update(script).digest("base64");
  return [
    "default-src 'none'",
    `script-src 'sha256-${hash}'`,
    "style-src 'unsafe-inline'",

    "img-src data:",
    "frame-src data:",
    "form-action 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types lit-html",
  ].join("; ");
}
