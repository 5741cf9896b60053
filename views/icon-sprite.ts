import { html, type TemplateResult } from "lit/html.js";

/** Every icon once, at the top of each page: no request, no flash. */
export function iconSprite(): TemplateResult {
  return SPRITE;
}

/** Drawn on a 16 px grid with a 1.5 px stroke. */
const SPRITE = html`<svg class="sprite" width="0" height="0" aria-hidden="true">
  <symbol id="i-agent" viewBox="0 0 16 16">
    <circle cx="8" cy="5.25" r="2.75" />
    <path d="M2.75 13.5a5.25 4.25 0 0 1 10.5 0" />
  </symbol>
  <symbol id="i-approval" viewBox="0 0 16 16">
    <path d="M8 2.5 13.9 13H2.1z" />
    <path d="M8 6.5v3.25M8 11.4v.1" />
  </symbol>
  <symbol id="i-arrow-down" viewBox="0 0 16 16">
    <path d="M8 3v10M3.75 8.75 8 13l4.25-4.25" />
  </symbol>
  <symbol id="i-arrow-up" viewBox="0 0 16 16"><path d="M8 13V3M3.75 7.25 8 3l4.25 4.25" /></symbol>
  <symbol id="i-attach" viewBox="0 0 16 16">
    <path
      d="m13.25 7.5-5.2 5.2a3.25 3.25 0 0 1-4.6-4.6l5.55-5.5a2.15 2.15 0 0 1 3.05 3.05L6.6 11.1a1.05 1.05 0 0 1-1.5-1.5l4.65-4.6"
    />
  </symbol>
  <symbol id="i-auto" viewBox="0 0 16 16">
    <circle cx="8" cy="8" r="5.5" />
    <path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" stroke="none" />
  </symbol>
  <symbol id="i-book" viewBox="0 0 16 16">
    <path
      d="M8 4C6.5 2.9 4.5 2.7 2.5 3v9.5c2-.3 4 0 5.5 1.1 1.5-1.1 3.5-1.4 5.5-1.1V3c-2-.3-4-.1-5.5 1zM8 4v9.6"
    />
  </symbol>
  <symbol id="i-chat" viewBox="0 0 16 16">
    <path
      d="M4.5 2.75h7a2 2 0 0 1 2 2v4.5a2 2 0 0 1-2 2H7.25L4 13.9v-2.65a1.75 1.75 0 0 1-1.5-1.75V4.75a2 2 0 0 1 2-2z"
    />
  </symbol>
  <symbol id="i-check" viewBox="0 0 16 16"><path d="m3 8.5 3.25 3.25L13 4.75" /></symbol>
  <symbol id="i-chevron-down" viewBox="0 0 16 16"><path d="m4 6 4 4 4-4" /></symbol>
  <symbol id="i-chevron-right" viewBox="0 0 16 16"><path d="m6 4 4 4-4 4" /></symbol>
  <symbol id="i-clock" viewBox="0 0 16 16">
    <circle cx="8" cy="8" r="5.5" />
    <path d="M8 4.75V8l2.25 1.5" />
  </symbol>
  <symbol id="i-close" viewBox="0 0 16 16"><path d="m4 4 8 8M12 4l-8 8" /></symbol>
  <symbol id="i-compare" viewBox="0 0 16 16">
    <path d="M8 2v12M2 5h3.5M2 8h3.5M2 11h3.5M10.5 5H14M10.5 8h2M10.5 11H14" />
  </symbol>
  <symbol id="i-copy" viewBox="0 0 16 16">
    <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
    <path
      d="M10.5 3.25A1.25 1.25 0 0 0 9.25 2H3.75A1.75 1.75 0 0 0 2 3.75v5.5a1.25 1.25 0 0 0 1.25 1.25"
    />
  </symbol>
  <symbol id="i-edit" viewBox="0 0 16 16">
    <path d="m10.5 3 2.5 2.5-7 7-3.25.75.75-3.25z" />
  </symbol>
  <symbol id="i-export" viewBox="0 0 16 16"><path d="M8 2.5v7.25M5 7l3 3 3-3M3 13h10" /></symbol>
  <symbol id="i-external" viewBox="0 0 16 16">
    <path d="M6.5 3.5h-3v9h9v-3M9.25 2.75h4v4M13 3 7.5 8.5" />
  </symbol>
  <symbol id="i-eye" viewBox="0 0 16 16">
    <path d="M1.75 8S4 3.75 8 3.75 14.25 8 14.25 8 12 12.25 8 12.25 1.75 8 1.75 8z" />
    <circle cx="8" cy="8" r="1.75" />
  </symbol>
  <symbol id="i-file" viewBox="0 0 16 16"><path d="M3.75 2.5h5.5l3 3v8h-8.5zM9 2.75v3h3" /></symbol>
  <symbol id="i-filter" viewBox="0 0 16 16"><path d="M2.5 3.5h11l-4 5v3.75L6.5 13.5v-5z" /></symbol>
  <symbol id="i-first" viewBox="0 0 16 16"><path d="M4 3.5v9M12.5 4v8L6.5 8z" /></symbol>
  <symbol id="i-fork" viewBox="0 0 16 16">
    <circle cx="4" cy="3.5" r="1.5" />
    <circle cx="12" cy="3.5" r="1.5" />
    <circle cx="8" cy="12.5" r="1.5" />
    <path d="M4 5v.75A2.25 2.25 0 0 0 6.25 8h3.5A2.25 2.25 0 0 0 12 5.75V5M8 8v3" />
  </symbol>
  <symbol id="i-key" viewBox="0 0 16 16">
    <circle cx="5.25" cy="10.75" r="2.75" />
    <path d="m7.25 8.75 6-6M11 5l1.75 1.75" />
  </symbol>
  <symbol id="i-last" viewBox="0 0 16 16"><path d="M12 3.5v9M3.5 4v8l6-4z" /></symbol>
  <symbol id="i-link" viewBox="0 0 16 16">
    <path
      d="M6.75 9.25a2.5 2.5 0 0 0 3.5 0l2.25-2.25A2.5 2.5 0 0 0 9 3.5l-.75.75M9.25 6.75a2.5 2.5 0 0 0-3.5 0L3.5 9A2.5 2.5 0 0 0 7 12.5l.75-.75"
    />
  </symbol>
  <symbol id="i-memory" viewBox="0 0 16 16">
    <path d="M4.25 2.5h7.5v11L8 10.25 4.25 13.5z" />
  </symbol>
  <symbol id="i-menu" viewBox="0 0 16 16"><path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11" /></symbol>
  <symbol id="i-model" viewBox="0 0 16 16">
    <rect x="3.75" y="3.75" width="8.5" height="8.5" rx="1.5" />
    <path
      d="M6.25 1.75v2M9.75 1.75v2M6.25 12.25v2M9.75 12.25v2M1.75 6.25h2M1.75 9.75h2M12.25 6.25h2M12.25 9.75h2"
    />
  </symbol>
  <symbol id="i-moon" viewBox="0 0 16 16">
    <path d="M13 9.75A5.5 5.5 0 0 1 6.25 3 5.5 5.5 0 1 0 13 9.75z" />
  </symbol>
  <symbol id="i-next" viewBox="0 0 16 16"><path d="m6 3.75 4.25 4.25L6 12.25" /></symbol>
  <symbol id="i-panel" viewBox="0 0 16 16">
    <rect x="2" y="3" width="12" height="10" rx="1.5" />
    <path d="M10 3v10" />
  </symbol>
  <symbol id="i-pause" viewBox="0 0 16 16">
    <path d="M5.25 3.5v9M10.75 3.5v9" stroke-width="2.25" />
  </symbol>
  <symbol id="i-play" viewBox="0 0 16 16">
    <path d="M5 3.25v9.5L12.5 8z" fill="currentColor" stroke="none" />
  </symbol>
  <symbol id="i-plus" viewBox="0 0 16 16"><path d="M8 3v10M3 8h10" /></symbol>
  <symbol id="i-previous" viewBox="0 0 16 16"><path d="M10 3.75 5.75 8 10 12.25" /></symbol>
  <symbol id="i-retry" viewBox="0 0 16 16">
    <path d="M13 5.5A5.5 5.5 0 1 0 13.5 9M13.25 2.25V5.75h-3.5" />
  </symbol>
  <symbol id="i-runs" viewBox="0 0 16 16">
    <path d="M2.5 4h6M5 8h7M3.5 12h5" />
    <path d="M11.5 2.5v3M14 6.5v3M11 10.5v3" stroke-width="1.25" />
  </symbol>
  <symbol id="i-search" viewBox="0 0 16 16">
    <circle cx="7" cy="7" r="4.25" />
    <path d="m10.25 10.25 3.25 3.25" />
  </symbol>
  <symbol id="i-settings" viewBox="0 0 16 16">
    <path d="M2.5 4.5h6M12.5 4.5h1M2.5 11.5h1M7.5 11.5h6" />
    <circle cx="10.5" cy="4.5" r="1.75" />
    <circle cx="5.5" cy="11.5" r="1.75" />
  </symbol>
  <symbol id="i-skill" viewBox="0 0 16 16">
    <path d="M8 2.2 9.5 6.5 13.8 8 9.5 9.5 8 13.8 6.5 9.5 2.2 8 6.5 6.5z" />
  </symbol>
  <symbol id="i-stop" viewBox="0 0 16 16">
    <rect x="4" y="4" width="8" height="8" rx="1.5" fill="currentColor" stroke="none" />
  </symbol>
  <symbol id="i-sun" viewBox="0 0 16 16">
    <circle cx="8" cy="8" r="2.75" />
    <path
      d="M8 1.5v1.25M8 13.25v1.25M1.5 8h1.25M13.25 8h1.25M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9"
    />
  </symbol>
  <symbol id="i-swap" viewBox="0 0 16 16">
    <path d="M2.5 5.5h10.5M10.25 2.75 13 5.5l-2.75 2.75M13.5 10.5H3M5.75 7.75 3 10.5l2.75 2.75" />
  </symbol>
  <symbol id="i-tasks" viewBox="0 0 16 16">
    <path d="m2 4.5 1.25 1.25L5.5 3.25M2 11l1.25 1.25L5.5 9.75M8 4.5h6M8 11.25h6" />
  </symbol>
  <symbol id="i-tool" viewBox="0 0 16 16">
    <path
      d="M9.75 3.25a3.25 3.25 0 0 0-4 4.25l-3 3a1.75 1.75 0 0 0 2.5 2.5l3-3a3.25 3.25 0 0 0 4.25-4l-2.1 2.1-2.75-2.75z"
    />
  </symbol>
  <symbol id="i-wifi" viewBox="0 0 16 16">
    <path d="M2 6.25a8.5 8.5 0 0 1 12 0M4.25 8.75a5.25 5.25 0 0 1 7.5 0M6.5 11a2.2 2.2 0 0 1 3 0" />
    <path d="M8 13.25v.01" stroke-width="2" />
  </symbol>
  <symbol id="i-wrap" viewBox="0 0 16 16">
    <path d="M2.5 3.5h11M2.5 8h8.75a2.25 2.25 0 0 1 0 4.5H8M10 10.5l-2 2 2 2M2.5 12.5H5" />
  </symbol>
</svg>`;
