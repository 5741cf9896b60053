import { html } from "@lit-labs/ssr";
import { nothing, type TemplateResult } from "lit/html.js";

import { pageMain } from "#views/page-main.ts";
import { type PageFrame, playgroundPage } from "#views/playground-page.ts";
import { type SettingsSection, urls } from "#views/urls.ts";
import { SECTIONS } from "./section.ts";

export interface SettingsPage extends PageFrame {
  readonly section: SettingsSection;
  /** What the section holds. */
  readonly content: unknown;
}

/** One section of the settings, with the way to the others. */
export function settingsPage(page: SettingsPage): TemplateResult {
  const { section, content } = page;
  const name = SECTIONS.find(([known]) => known === section)?.[1] ?? "";
  const main = pageMain(
    { title: name, above: [{ name: "Settings", href: urls.settings() }] },
    html`<nav class="sections" aria-label="Settings">
        ${SECTIONS.map(
          ([known, title]) =>
            html`<a
              href=${urls.settings(known)}
              aria-current=${known === section ? "page" : nothing}
              >${title}</a
            >`,
        )}
      </nav>
      ${content}`,
  );
  return playgroundPage(page, {
    title: `${name}, settings`,
    current: "settings",
    layout: "sidebar",
    main,
  });
}
