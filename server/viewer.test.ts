import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { exportedRun, type ExportedRun } from "#runtime/replay/export/exported-run.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { runViewer } from "./viewer.ts";

const SCRIPT = "globalThis.drawn = true;";
const HOSTILE = '</script><script>alert(1)</script><!--<style id="style"></style> $& <img src=x>';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "uar-viewer-"));
  await Promise.all([
    writeFile(join(folder, "viewer.js"), SCRIPT),
    writeFile(join(folder, "viewer.css"), "p { color: red }"),
    writeFile(join(folder, "viewer-licenses.md"), "Copyright <nobody>"),
  ]);
});
afterEach(() => rm(folder, { recursive: true }));

async function hostileRun(): Promise<ExportedRun> {
  const passes = `- steps: [{ text: ${JSON.stringify(HOSTILE)} }]`;
  const runtime = await testRuntime({ passes });
  const { run } = await runtime.ask(HOSTILE);
  const thread = await runtime.thread(run.run_id);
  const entries = await thread.log.read(0);
  return exportedRun(
    entries.map(({ event }) => event),
    run.run_id,
  );
}

describe("runViewer()", () => {
  it("puts the events into the page, and nothing that they say ends an element", async () => {
    const run = await hostileRun();

    const page = await runViewer(folder)(run);
    const scripts = [...page.matchAll(/<script[^>]*>(?<text>.*?)<\/script>/gs)];
    const log = scripts[0]?.groups?.["text"] ?? "";

    expect(log.split("\n").map((line) => JSON.parse(line) as unknown)).toEqual(run.events);
    expect(scripts.map(({ groups }) => groups?.["text"]).slice(1)).toEqual([
      "Copyright \\u003cnobody>",
      SCRIPT,
    ]);
    expect(page.match(/<style/g)).toHaveLength(1);
    expect(page).not.toContain("<img");
  });

  it("lets the one script run by its hash, and nothing load", async () => {
    const page = await runViewer(folder)(await hostileRun());
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1];
    const hash = createHash("sha256").update(SCRIPT).digest("base64");

    expect(policy).toContain(`script-src &#39;sha256-${hash}&#39;`);
    expect(policy).toContain("default-src &#39;none&#39;");
    expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\//);
  });

  it("says where it looked when nothing was built", async () => {
    const run = await hostileRun();

    await expect(runViewer(join(folder, "none"))(run)).rejects.toThrow(/is not built in ".*none"/);
  });
});
