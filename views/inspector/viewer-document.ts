import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { RunState } from "#runtime/state/thread-state.ts";
import { iconSprite } from "#views/icon-sprite.ts";

/** An exported run as a page in a file of its own. */
export interface ViewerDocument {
  readonly run: RunState;
  readonly title: string;
  /** What the page may do, as a Content-Security-Policy. */
  readonly policy: string;
  /** The run to read until the script draws it, or where none runs. */
  readonly text: string;
}

/**
 * The page around the viewer. Its style, script and log are put in by whoever makes the file; the script
 * then draws the run from the log.
 */
export function viewerDocument({ run, title, policy, text }: ViewerDocument): TemplateResult {
  return html`<!doctype html>
    <html lang="en" data-theme="auto">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content=${policy} />
        <meta name="referrer" content="no-referrer" />
        <title>${title} · ${run.run_id}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <style id="style"></style>
      </head>
      <body>
        ${iconSprite()}
        <main class="inspector" id="main">
          <uar-inspector
            run=${run.run_id}
            thread=${run.thread_id}
            epoch="1"
            last=${run.last_sequence}
            log="#log"
            name=${title}
          >
            <pre class="unscripted">${text}</pre>
          </uar-inspector>
        </main>
        <script type="application/jsonl" id="log"></script>
        <script type="text/markdown" id="licenses"></script>
        <script type="module" id="viewer"></script>
      </body>
    </html>`;
}
