import { html } from "@lit-labs/ssr";
import { nothing, type TemplateResult } from "lit/html.js";

import { activeRun, isTerminal } from "#runtime/state/run-queries.ts";
import type { Imported } from "#runtime/event/session.ts";
import type { RunState, ThreadState } from "#runtime/state/thread-state.ts";
import { icon } from "#views/icon.ts";
import { type PageFrame, playgroundPage } from "#views/playground-page.ts";
import { captureTitle } from "#views/runs/capture-titles.ts";
import { urls } from "#views/urls.ts";
import type { BranchFrame } from "./branch-frame.ts";
import { composer, type Composer } from "./composer.ts";
import { pastDock, windowTurns } from "./earlier-turns.ts";
import type { LaneActivity, LaneTick } from "./lane-activity.ts";
import { isHidden, type Mixer } from "./lane-mixer.ts";
import { laneStrip } from "./lane-strip.ts";
import { lanesPanel } from "./lanes-panel.ts";
import { firstPlace } from "./first-place.ts";
import { queueView } from "./queue-view.ts";
import { runFacts, runMeta } from "./run-facts.ts";
import { sessionMenu } from "./session-menu.ts";
import { shortcutsDialog } from "./shortcuts-dialog.ts";
import type { ThreadWindow } from "./thread-window.ts";
import { wireFooter } from "./wire-footer.ts";
import { VISIBLE_LANES } from "#views/lane-glyph.ts";

export interface ChatPage extends PageFrame {
  readonly thread: ThreadState;
  /** The turns that are shown, first to last. */
  readonly window: ThreadWindow;
  /** `<epoch>.<sequence>` of the thread's state. */
  readonly after: string;
  /** Events of the last run within the window of the sparklines. */
  readonly ticks: readonly LaneTick[];
  readonly mixer: Mixer;
  readonly composer: Omit<Composer, "nonce" | "session_id" | "thread_id" | "running" | "last">;
  /** Where the session's own log stands, which tells of new branches. */
  readonly root: { readonly thread_id: string; readonly after: string };
  /** The branch that is shown; absent where nothing goes on. */
  readonly branch?: BranchFrame;
}

/** The run that the places around the turns tell of: the busy one, or the last one that is shown. */
export function shownRun({ turns }: Pick<ThreadWindow, "turns">): RunState | undefined {
  return activeRun({ turns }) ?? turns.at(-1)?.run;
}

/** A session's thread with all its lanes. An older part of it stands still: nothing is live there. */
export function chatPage(page: ChatPage): TemplateResult {
  const { thread } = page;
  const title = thread.title === "" ? "Untitled" : thread.title;
  const run = shownRun(page.window);
  const main = html`<main id="main" tabindex="-1">
    <uar-chat
      class="chat"
      session=${thread.session_id}
      thread=${thread.thread_id}
      after=${page.window.after === undefined ? page.after : nothing}
      root=${page.root.thread_id}
      root-after=${page.root.after}
      ?data-untimed=${thread.imported?.times === "unknown"}
    >
      ${header(page, title, run)}
      <div class="strip" data-slot="strip">${run === undefined ? nothing : laneStrip(run)}</div>
      <div class="thread">
        <div class="banner" data-slot="banner"></div>
        ${turns(page)} ${dock(page)} ${firstPlace(page.nonce)}
      </div>
      ${run === undefined ? nothing : aside(page, run)} ${shortcutsDialog()}
      <uar-announce></uar-announce>
    </uar-chat>
  </main>`;
  return playgroundPage(page, {
    title,
    current: "chat",
    session: thread.session_id,
    layout: "sidebar",
    main,
  });
}

function header(page: ChatPage, title: string, run: RunState | undefined): TemplateResult {
  return html`<header class="chat-header">
    <button class="button ghost square menu-button" popovertarget="side" aria-label="Menu">
      ${icon("menu")}
    </button>
    <h1>${title}</h1>
    ${sessionMenu(page.thread, page.shell.path)}
    <span class="chat-meta" data-slot="meta">${run === undefined ? nothing : runMeta(run)}</span>
    <div class="run-facts" data-slot="facts">${run === undefined ? nothing : runFacts(run)}</div>
  </header>`;
}

function turns(page: ChatPage): TemplateResult {
  const hidden = VISIBLE_LANES.filter((lane) => isHidden(lane, page.mixer)).join(" ");
  return html`<uar-thread>
    <div class="scroller" tabindex="0" role="log" aria-live="off" aria-label="Conversation">
      <div class="column" id="turns" data-hidden-lanes=${hidden}>
        ${windowTurns(page.window, {
          ...page,
          session_id: page.thread.session_id,
          b: page.branch?.b,
        })}
      </div>
    </div>
    <button class="button latest" type="button" hidden>
      ${icon("arrow-down", "small")}<span>Latest</span>
    </button>
  </uar-thread>`;
}

function dock(page: ChatPage): TemplateResult {
  const { thread, window } = page;
  if (window.after !== undefined) return pastDock(thread.session_id, window.after, page.branch?.b);
  if (thread.imported !== undefined) return importedDock(thread.imported);
  return html`<div data-slot="queue">${queueView(thread)}</div>
    ${composer({
      ...page.composer,
      nonce: page.nonce,
      session_id: thread.session_id,
      thread_id: thread.thread_id,
      running: activeRun(thread)?.run_id,
      last: shownRun(window),
    })}`;
}

/** Nothing goes on here, so there is nothing to write in. */
function importedDock({ format, file }: Imported): TemplateResult {
  const name = file === undefined ? "" : `, ${file}`;
  return html`<p class="dock imported-dock">
    Imported from ${captureTitle(format)}${name}. It is there to be read.
    <a class="button small" href=${urls.chat()}>New session</a>
  </p>`;
}

function aside(page: ChatPage, run: RunState): TemplateResult {
  const end = isTerminal(run.status) ? run.ended_at : page.thread.updated_at;
  const activity: LaneActivity = { ticks: page.ticks, end: Date.parse(end ?? "") };
  const ticks = JSON.stringify(page.ticks.map((tick) => [tick.lane, tick.at]));
  return html`<aside
    class="lanes"
    id="lanes"
    popover
    aria-label="Lanes of this run"
    data-ticks=${ticks}
  >
    <div class="lanes-body" data-slot="lanes">${lanesPanel(run, activity, page.mixer)}</div>
    ${page.window.after === undefined ? wire(run) : nothing}
  </aside>`;
}

/** How the page is connected; an older part of the thread is not. */
function wire(run: RunState): TemplateResult {
  return html`<footer class="wire" data-slot="wire">
    ${wireFooter({ status: "off", sequence: run.last_sequence })}
  </footer>`;
}
