import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { iconSprite } from "./icon-sprite.ts";

export type Theme = "auto" | "light" | "dark";

/** Addresses of built files, as the server reads them from the manifest of the bundle. */
export interface PageAssets {
  /** Modules, loaded with the page's nonce. */
  readonly scripts: readonly string[];
  readonly styles: readonly string[];
  /** Fonts to fetch before the style sheet asks for them. */
  readonly preloads: readonly string[];
  /** The script of the box for everything; a page without one has its page. */
  readonly palette?: string;
}

export interface PageDocument {
  readonly title: string;
  /** The nonce of this response's Content-Security-Policy. */
  readonly nonce: string;
  readonly theme: Theme;
  readonly assets: PageAssets;
  readonly body: unknown;
}

/** htmx reads only `hx-` attributes, and only on elements that carry the page's nonce. */
const HTMX_CONFIG =
  'prefix:"", extensions:"hx-csp", includeIndicatorCSS:false, history:false, defaultSwap:"none"';

/** A whole page. Rendered on the server only: nothing here is ever hydrated. */
export function pageDocument(page: PageDocument): TemplateResult {
  return html`<!doctype html>
    <html lang="en" data-theme=${page.theme}>
      <head>
        <meta charset="utf-8" />
        <title>${page.title}</title>
        <meta
          name="viewport"
          content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"
        />
        <meta name="description" content="Chat with an agent, watch every lane, replay any run" />
        ${themeColours(page.theme)}
        <meta name="htmx-config" content=${HTMX_CONFIG} />
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        ${page.assets.preloads.map(
          (href) =>
            html`<link rel="preload" href=${href} as="font" type="font/woff2" crossorigin />`,
        )}
        ${page.assets.styles.map((href) => html`<link rel="stylesheet" href=${href} />`)}
        ${page.assets.scripts.map(
          (src) => html`<script type="module" src=${src} nonce=${page.nonce}></script>`,
        )}
      </head>
      <body>
        ${iconSprite()} ${page.body}
      </body>
    </html>`;
}

/** The colour of the browser's own frame, the same as the paper of the theme. */
function themeColours(theme: Theme): TemplateResult {
  if (theme === "light") return html`<meta name="theme-color" content=${PAPER.light} />`;
  if (theme === "dark") return html`<meta name="theme-color" content=${PAPER.dark} />`;
  return html`
    <meta name="theme-color" content=${PAPER.light} media="(prefers-color-scheme: light)" />
    <meta name="theme-color" content=${PAPER.dark} media="(prefers-color-scheme: dark)" />
  `;
}

const PAPER = { light: "#faf9f6", dark: "#131519" } as const;
