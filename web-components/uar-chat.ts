import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import type { LaneTick } from "#views/chat/lane-activity.ts";
import { branchKeys } from "./chat/branch-keys.ts";
import { chatKeys } from "./chat/chat-keys.ts";
import { citationCards } from "./chat/citation-cards.ts";
import { ConnectionBanner } from "./chat/connection-banner.ts";
import { copyButtons } from "./chat/copy-buttons.ts";
import { DecisionKeys } from "./chat/decision-keys.ts";
import { earlierParts } from "./chat/earlier-parts.ts";
import { LiveRuns } from "./chat/live-runs.ts";
import { mixerButtons } from "./chat/mixer-buttons.ts";
import { NewTurns, type ShownThread } from "./chat/new-turns.ts";
import { markApprovals, markSession, markTitle } from "./chat/page-marks.ts";
import { QueueList } from "./chat/queue-list.ts";
import { quietForms } from "./chat/quiet-forms.ts";
import { RunAnnouncer } from "./chat/run-announcer.ts";
import { RunPanels } from "./chat/run-panels.ts";
import { themeSwitch } from "./chat/theme-switch.ts";
import { LaneSource } from "./lane-source.ts";
import { codeButtons } from "./prose/code-buttons.ts";
import { enrichProse } from "./prose/enrich-prose.ts";
import { RunChangeEvent } from "./run-change-event.ts";
import { parseCursor } from "./stream/cursor.ts";
import { SubscribeEvent } from "./subscribe-event.ts";
import type { UarAnnounce } from "./uar-announce.ts";
import { StopEvent, type UarComposer } from "./uar-composer.ts";
import type { UarRun } from "./uar-run.ts";
import type { UarThread } from "./uar-thread.ts";

/** How often a silent run is looked at, for those who listen to the page. */
const REMIND_MS = 5000;

/**
 * The chat around its turns. It has the stream, gives each live run its events, and tells what the
 * runs report to the places around the thread: head, lanes, composer, title, announcements.
 */
export class UarChat extends HTMLElement {
  #gone = new AbortController();
  #source: LaneSource | undefined;
  #waiting: number | undefined;
  #composer: UarComposer | null = null;
  readonly #live = new LiveRuns();
  readonly #panels = new RunPanels(this);
  readonly #decisions = new DecisionKeys(this);
  readonly #announcer = new RunAnnouncer((text, level) =>
    this.querySelector<UarAnnounce>("uar-announce")?.say(text, level),
  );

  connectedCallback(): void {
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    this.#composer = this.querySelector<UarComposer>("uar-composer");
    this.#openStream(signal);
    this.addEventListener(RunChangeEvent.type, (event) => this.#changed(event), { signal });
    this.addEventListener(StopEvent.type, (event) => this.#stopped(event), { signal });
    this.#hearThread(signal);

    mixerButtons(this, signal, (mixer) => this.#panels.setMixer(mixer));
    quietForms(this, signal);
    copyButtons(this, signal, (text) => this.querySelector<UarAnnounce>("uar-announce")?.say(text));
    codeButtons(this, signal);
    enrichProse(this, signal);
    citationCards(this, signal);
    earlierParts(this, signal);
    const themes = document.querySelector<HTMLFormElement>(".theme-switch");
    if (themes !== null) themeSwitch(themes, signal);
    branchKeys(this, signal);
    chatKeys(
      {
        root: this,
        composer: this.#composer,
        thread: this.querySelector<UarThread>("uar-thread"),
        decisions: this.#decisions,
        run: () => this.#panels.run?.run_id,
      },
      signal,
    );
  }

  disconnectedCallback(): void {
    this.#gone.abort();
    this.#panels.stop();
    this.#source?.close();
  }

  #openStream(signal: AbortSignal): void {
    const place =
      this.querySelector<HTMLElement>("[data-slot=banner]") ?? document.createElement("div");
    const banner = new ConnectionBanner(place, () => this.#panels.run?.last_sequence ?? 0);
    const source = new LaneSource({
      onStatus: (status, tabs) => {
        this.#panels.setWire({ status, tabs });
        banner.set(status);
        if (this.#composer !== null) this.#composer.dataset["connection"] = status;
      },
    });
    this.#source = source;
    signal.addEventListener("abort", () => banner.stop());
    this.addEventListener(
      SubscribeEvent.type,
      (event) => {
        if (!(event instanceof SubscribeEvent)) return;
        event.accept(source.subscribe(event.thread_id, event.after, event.listener));
      },
      { signal },
    );
  }

  /** What concerns the thread as a whole: turns from elsewhere, the queue. */
  #hearThread(signal: AbortSignal): void {
    const thread = this.getAttribute("thread") ?? undefined;
    const after = parseCursor(this.getAttribute("after") ?? "");
    const shown = { session: this.getAttribute("session") ?? "", thread };
    const turns = new NewTurns(this, shown, signal);
    const place = this.querySelector<HTMLElement>("[data-slot=queue]");
    const queue = place === null ? undefined : new QueueList(place, shown, signal);
    this.addEventListener(
      "uar-resync",
      (event) => {
        const article = event.target instanceof Element ? event.target.closest(".turn") : null;
        if (article !== null) turns.refresh(article.id);
      },
      { signal },
    );
    const reminder = setInterval(() => this.#remind(), REMIND_MS);
    signal.addEventListener("abort", () => clearInterval(reminder));
    if (thread === undefined || after === undefined) return;
    this.#hearBranches(shown);
    const onEvent = (event: RuntimeEvent): void => {
      turns.hear(event);
      if (document.visibilityState === "hidden") tellHidden(event);
      if (event.type !== "queue.changed") return;
      queue?.hear(event);
      if (event.payload.change === "edited" && event.turn_id !== undefined) {
        turns.refresh(event.turn_id);
      }
    };
    this.#source?.subscribe(thread, after, { onEvent, onResync: () => location.reload() });
  }

  /** The session's own log tells when a branch was made elsewhere: its turns get other arrows. */
  #hearBranches(shown: ShownThread): void {
    const after = parseCursor(this.getAttribute("root-after") ?? "");
    const root = this.getAttribute("root");
    if (root === null || after === undefined) return;
    const onEvent = ({ type }: RuntimeEvent): void => {
      if (type !== "session.updated") return;
      import("./chat/draw-arrows.ts").then(
        ({ drawArrows }) => drawArrows(this, shown),
        reportError,
      );
    };
    this.#source?.subscribe(root, after, { onEvent, onResync: () => {} });
  }

  #changed(event: Event): void {
    if (!(event instanceof RunChangeEvent)) return;
    const { run, ticks } = event;
    const shown = this.#live.take(run);
    if (this.#live.waiting > 0) this.#decisions.look(performance.now());
    this.#announcer.hear(run, performance.now());
    if (shown) this.#reflect(run, ticks);
    this.#markWaiting();
  }

  #reflect(run: RunState, ticks: readonly LaneTick[]): void {
    if (run.status !== this.#panels.run?.status) markSession(run.session_id, run);
    this.#panels.show(run, ticks);
    const active = this.#live.active?.run_id;
    if (active === undefined) this.#composer?.removeAttribute("run");
    else if (this.#composer?.getAttribute("run") !== active) {
      this.#composer?.setAttribute("run", active);
    }
  }

  /** What waited when the page was rendered is in its counts already. */
  #markWaiting(): void {
    const { waiting } = this.#live;
    markTitle(waiting);
    markApprovals(waiting - (this.#waiting ?? waiting));
    this.#waiting = waiting;
  }

  #remind(): void {
    const { active } = this.#live;
    if (active !== undefined) this.#announcer.hear(active, performance.now());
  }

  #stopped(event: Event): void {
    if (!(event instanceof StopEvent)) return;
    const run = this.querySelector<UarRun>(`uar-run[run="${CSS.escape(event.run_id)}"]`);
    // What makes it live may still be on its way.
    if (run !== null && "hold" in run) run.hold();
  }
}

/** A page that is not in view draws no frames: what its person has to hear comes from the events. */
function tellHidden(event: RuntimeEvent): void {
  const { type } = event;
  if (type !== "action.required" && type !== "turn.completed" && type !== "turn.failed") return;
  import("./chat/hidden-news.ts").then(({ tellNews }) => tellNews(event), reportError);
}
