import type { TemplateResult } from "lit/html.js";

import { appShell, type AppShell, type ShellFacts } from "./app-shell.ts";
import { pageDocument, type PageAssets } from "./document.ts";

/** What the server knows before it looks at what a page is about. */
export interface PageFrame {
  readonly nonce: string;
  readonly assets: PageAssets;
  readonly shell: ShellFacts;
}

/** What one page puts into the frame. */
export interface PageContent extends Pick<AppShell, "current" | "layout" | "session" | "main"> {
  readonly title: string;
}

/** A page with the sidebar around it. */
export function playgroundPage(frame: PageFrame, content: PageContent): TemplateResult {
  const { title, ...place } = content;
  return pageDocument({
    title: `${title} · Playground`,
    nonce: frame.nonce,
    theme: frame.shell.theme,
    assets: frame.assets,
    body: appShell({ ...frame.shell, ...place }),
  });
}
