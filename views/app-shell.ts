import { html } from "@lit-labs/ssr";
import { nothing, type TemplateResult } from "lit/html.js";

import type { Theme } from "./document.ts";
import { icon, type IconName } from "./icon.ts";
import { relativeTime } from "./relative-time.ts";
import { urls } from "./urls.ts";

/** How a session stands, for its mark in the list. */
export type SessionStatus = "idle" | "running" | "waiting" | "done" | "failed";

export interface SessionEntry {
  readonly session_id: string;
  readonly title: string;
  readonly status: SessionStatus;
  readonly updated_at: string;
  readonly pinned?: boolean;
}

/** What every page knows of the playground around it. */
export interface ShellFacts {
  readonly version: string;
  readonly theme: Theme;
  /** The script of the box for everything. */
  readonly palette?: string;
  /** Where this page is, with its query; its forms lead back here. */
  readonly path: string;
  /** ISO 8601; the moment of rendering, for "2m". */
  readonly now: string;
  /** Pinned first, then the newest. */
  readonly sessions: readonly SessionEntry[];
  /** Approvals that wait, over all sessions. */
  readonly approvals: number;
  /** Runs on record. */
  readonly runs?: number;
}

export interface AppShell extends ShellFacts {
  readonly current:
    | "chat"
    | "runs"
    | "compare"
    | "approvals"
    | "agents"
    | "tools"
    | "go"
    | "settings"
    | "tasks"
    | "artifacts"
    | "memory"
    | "skills"
    | "docs"
    | "more";
  readonly session?: string | undefined;
  /** `rail` folds the sidebar to 52 px of icons. */
  readonly layout: "sidebar" | "rail";
  /** The page's own content: one `<main>`. */
  readonly main: unknown;
}

/** The frame of every page: sidebar, the page's main part, and the tab bar of small screens. */
export function appShell(shell: AppShell): TemplateResult {
  return html`<div class="app" data-layout=${shell.layout}>
    <a class="skip" href="#main">Skip to content</a>
    <aside class="side" id="side" popover aria-label="Playground">
      <a class="brand" href=${urls.home()}>
        <span class="stave" aria-hidden="true">
          <i data-lane="tokens"></i><i data-lane="tools"></i><i data-lane="approvals"></i>
        </span>
        <b>Playground</b><small>${shell.version}</small>
      </a>
      <a class="go-to" href=${urls.go()} data-palette=${shell.palette ?? nothing}>
        ${icon("search", "small")}<span>Go to</span><kbd class="key" aria-hidden="true">Ctrl K</kbd>
      </a>
      <nav class="nav" aria-label="Main">${places(shell).map(sideLink)}</nav>
      ${sessionList(shell)} ${themeSwitch(shell)}
    </aside>
    ${shell.main}
    <nav class="tab-bar" aria-label="Main">${tabs(shell).map(tabLink)}</nav>
  </div>`;
}

interface Place {
  readonly name: string;
  /** The letter that leads here after `G`. */
  readonly key?: string;
  readonly icon: IconName;
  readonly href: string;
  readonly current: boolean;
  readonly count?: number;
  /** The count asks for a person; the browser keeps it up to date. */
  readonly hot?: boolean;
}

function places(shell: AppShell): readonly Place[] {
  const { current, runs, approvals } = shell;
  return [
    { name: "Chat", key: "c", icon: "chat", href: urls.chat(), current: current === "chat" },
    {
      name: "Runs",
      key: "r",
      icon: "runs",
      href: urls.runs(),
      current: current === "runs",
      ...(runs !== undefined && { count: runs }),
    },
    {
      name: "Compare",
      icon: "compare",
      href: urls.compare(),
      current: current === "compare",
    },
    {
      name: "Approvals",
      key: "a",
      icon: "approval",
      href: urls.approvals(),
      current: current === "approvals",
      count: approvals,
      hot: true,
    },
    { name: "Agents", key: "e", icon: "agent", href: urls.agents(), current: current === "agents" },
    { name: "Tools", key: "t", icon: "tool", href: urls.tools(), current: current === "tools" },
    { name: "Skills", icon: "skill", href: urls.skills(), current: current === "skills" },
    { name: "Tasks", key: "k", icon: "tasks", href: urls.tasks(), current: current === "tasks" },
    {
      name: "Artifacts",
      icon: "file",
      href: urls.artifacts(),
      current: current === "artifacts",
    },
    {
      name: "Memory",
      key: "m",
      icon: "memory",
      href: urls.memory(),
      current: current === "memory",
    },
    { name: "Docs", key: "d", icon: "book", href: urls.docs(), current: current === "docs" },
    {
      name: "Settings",
      key: "s",
      icon: "settings",
      href: urls.settings(),
      current: current === "settings",
    },
  ];
}

/** What the bar of small screens has room for; all else is behind its last place. */
const TABS: ReadonlySet<string> = new Set(["Chat", "Runs", "Approvals"]);

function tabs(shell: AppShell): readonly Place[] {
  const shown = places(shell).filter(({ name }) => TABS.has(name));
  const isElsewhere = shown.every(({ current }) => !current);
  return [...shown, { name: "More", icon: "menu", href: urls.more(), current: isElsewhere }];
}

function sideLink(place: Place): TemplateResult {
  return html`<a
    href=${place.href}
    data-key=${place.key ?? nothing}
    aria-current=${place.current ? "page" : nothing}
  >
    ${icon(place.icon)}<span>${place.name}</span>${count(place)}
  </a>`;
}

function count(place: Place): TemplateResult | typeof nothing {
  if (place.count === undefined) return nothing;
  if (place.hot === true) {
    return html`<span class="count hot" data-approvals ?hidden=${place.count === 0}
      >${waiting(place)}</span
    >`;
  }
  return html`<span class="count">${place.count}</span>`;
}

function waiting(place: Place): TemplateResult {
  return html`<b>${place.count}</b><span class="unseen"> waiting</span>`;
}

function tabLink(place: Place): TemplateResult {
  return html`<a href=${place.href} aria-current=${place.current ? "page" : nothing}>
    ${icon(place.icon)}<span>${place.name}</span>
    ${place.hot === true ? html`<i class="mark" data-approvals ?hidden=${place.count === 0}>${waiting(place)}</i>` : nothing}
  </a>`;
}

function sessionList(shell: AppShell): TemplateResult {
  return html`<div class="side-heading">
      <h2 id="sessions-heading">Sessions</h2>
      <a class="button ghost small square" href=${urls.chat()} aria-label="New session">
        ${icon("plus", "small")}
      </a>
    </div>
    <form class="side-search" action=${urls.sessions()} role="search">
      <label class="unseen" for="side-query">Search sessions</label>
      <input id="side-query" type="search" name="q" placeholder="Search sessions" />
    </form>
    <nav class="session-list" aria-labelledby="sessions-heading">
      ${
        shell.sessions.length === 0
          ? html`<p class="side-empty">None yet. Your first message starts one.</p>`
          : shell.sessions.map((session) => sessionLink(session, shell))
      }
      <a class="all-sessions" href=${urls.sessions()}>All sessions and archive</a>
    </nav>`;
}

function sessionLink(session: SessionEntry, shell: AppShell): TemplateResult {
  const current = session.session_id === shell.session;
  const title = session.title === "" ? "Untitled" : session.title;
  return html`<a
    href=${urls.session(session.session_id)}
    aria-current=${current ? "true" : nothing}
    data-session=${session.session_id}
  >
    <i class="dot" data-status=${session.status}></i><span>${title}</span>
    ${session.pinned === true ? html`<span class="unseen">, pinned</span>` : nothing}
    <span class="unseen">${STATUS_WORDS[session.status]}</span>
    <time datetime=${session.updated_at}>${relativeTime(session.updated_at, shell.now)}</time>
  </a>`;
}

const STATUS_WORDS: Readonly<Record<SessionStatus, string>> = {
  idle: "",
  running: ", running",
  waiting: ", waits for you",
  done: "",
  failed: ", failed",
};

const THEMES = [
  { value: "auto", name: "Theme of the system", icon: "auto" },
  { value: "light", name: "Light theme", icon: "sun" },
  { value: "dark", name: "Dark theme", icon: "moon" },
] as const;

function themeSwitch({ theme: current, path }: ShellFacts): TemplateResult {
  return html`<form class="theme-switch" method="post" action=${urls.theme()}>
    <input type="hidden" name="next" value=${path} />
    <fieldset>
      <legend class="unseen">Theme</legend>
      ${THEMES.map(
        (theme) =>
          html`<button
            class="button ghost small square"
            name="theme"
            value=${theme.value}
            aria-pressed=${theme.value === current ? "true" : "false"}
            aria-label=${theme.name}
            title=${theme.name}
          >
            ${icon(theme.icon, "small")}
          </button>`,
      )}
    </fieldset>
  </form>`;
}
