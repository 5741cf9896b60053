import type { Entry } from "#runtime/log/port.ts";
import { isTerminal } from "#runtime/state/run-queries.ts";
import type { TurnState } from "#runtime/state/thread-state.ts";
import { EventIndex } from "#views/inspector/event-index.ts";
import type { RunLog } from "#views/inspector/inspect.ts";
import type { Inspection, RowWindow } from "#views/inspector/inspection.ts";
import { listEvents, type Listing } from "#views/inspector/listing.ts";
import { askedPosition, nearest, type Landmark } from "#views/inspector/position.ts";
import { RunStates } from "#views/inspector/run-states.ts";
import { readSettings, SPEEDS, type Query, type Settings } from "#views/inspector/settings.ts";
import { studyRun, surveyRun, type Study, type Survey } from "#views/inspector/study.ts";
import { gapsOf } from "#views/inspector/time-scale.ts";
import { zoomed, type Zoom } from "#views/inspector/zoom.ts";
import { Playback } from "./playback.ts";
import { Refreshed } from "./refreshed.ts";

/** What names a run and its log. */
export type RunFacts = Pick<RunLog, "run_id" | "title" | "epoch">;

/** The parts of the lists that are on the screen. */
export interface Windows {
  readonly rows: RowWindow;
  readonly spanRows: RowWindow;
}

/**
 * Where the inspector stands in a run. It knows the log, the cursor and the clock, and nothing of
 * the page.
 */
export class InspectorModel {
  readonly index = new EventIndex();
  readonly #facts: RunFacts;
  readonly #states = new RunStates(this.index);
  readonly #survey = new Refreshed<Survey>();
  readonly #study = new Refreshed<Study>();
  readonly #listing = new Refreshed<Listing>();
  #newest: { readonly count: number; readonly turn: TurnState | undefined } = {
    count: 0,
    turn: undefined,
  };
  #settings: Settings;
  #at = 0;
  #time = 0;
  #motion: Inspection["motion"] = "still";
  #selection: Inspection["selection"];
  #notFound: string | undefined;
  #playback: Playback | undefined;

  constructor(facts: RunFacts, query: Query) {
    this.#facts = facts;
    this.#settings = readSettings(query);
  }

  get log(): RunLog {
    return { ...this.#facts, index: this.index, states: this.#states };
  }

  get at(): number {
    return this.#at;
  }

  /** Where the playhead stands, in milliseconds. */
  get time(): number {
    return this.#time;
  }

  get settings(): Settings {
    return this.#settings;
  }

  get motion(): Inspection["motion"] {
    return this.#motion;
  }

  /** Whether events may still come. */
  get isLive(): boolean {
    const turn = this.#newestTurn();
    return turn !== undefined && !isTerminal(turn.run.status);
  }

  /** Whether the lists and the score were drawn from fewer events than there are. */
  get isBehind(): boolean {
    return this.#study.isBehind(this.index.count) || this.#listing.isBehind(this.index.count);
  }

  add(entries: readonly Entry[]): void {
    for (const entry of entries) this.index.add(entry);
    if (this.#motion === "following") this.#place(this.index.count - 1);
    if (this.#motion === "following" && !this.isLive) this.#motion = "still";
  }

  /** Goes to what an address says. With neither `at` nor `sel`: to the newest event, and on with a live run. */
  apply(query: Query): void {
    this.#change(readSettings(query));
    const asked = query["at"] ?? "";
    const follows = asked === "" && this.isLive;
    const found = follows ? undefined : askedPosition(this.index, query);
    this.#notFound = asked === "" || found !== undefined ? undefined : asked;
    if (asked === "" && found === undefined) this.follow();
    else if (found !== undefined && found !== this.#at) this.seek(found);
    else if (found !== undefined && this.#motion === "following") this.seek(found);
  }

  change(settings: Partial<Settings>): void {
    this.#change({ ...this.#settings, ...settings });
  }

  #change(settings: Settings): void {
    this.#settings = settings;
    if (this.#motion === "playing") this.#startClock();
  }

  /** Shows what a person draws on the axis, until it is zoomed to. */
  select(from: number, to: number): void {
    this.#selection = from < to ? [from, to] : [to, from];
  }

  /** Shows another part of the run on the axis; without one, all of it. */
  zoom(zoom: Zoom | undefined, now: number): void {
    this.#selection = undefined;
    const { range: _, ...settings } = this.#settings;
    const range = zoom && zoomed(this.index, this.study(now).scale, zoom);
    this.#change({ ...settings, ...(range !== undefined && { range }) });
  }

  /** Slower (-1) or faster (1). */
  changeSpeed(step: 1 | -1): void {
    const speed = SPEEDS[SPEEDS.indexOf(this.#settings.speed) + step];
    if (speed !== undefined) this.change({ speed });
  }

  /** Goes to the newest event, and on with a run that is live. */
  follow(): void {
    this.seek(this.index.count - 1);
    if (this.isLive) this.#motion = "following";
  }

  /** Stands still at a position; one outside of the run is moved to its edge. */
  seek(position: number): void {
    this.#stop();
    this.#place(Math.max(0, Math.min(position, this.index.count - 1)));
  }

  /** Puts the playhead at a time, between two events too. */
  scrub(time: number): void {
    this.#stop();
    this.#moveTo(Math.max(0, Math.min(time, this.index.end)));
  }

  step(direction: 1 | -1, landmark: Landmark): void {
    const found = nearest(this.index, this.#at, direction, landmark);
    if (found !== -1) this.seek(found);
  }

  /** Goes to the next (1) or last (-1) event that the filter keeps, if it leaves any out. */
  stepToMatch(direction: 1 | -1, now: number): void {
    const { keeps } = this.listing(now);
    if (keeps === undefined) return;
    const found = this.index.find(this.#at + direction, direction, (_, at) => keeps(at));
    if (found !== -1) this.seek(found);
  }

  togglePlay(): void {
    if (this.#motion === "playing") {
      this.seek(this.#at);
      return;
    }
    if (this.#at === this.index.count - 1) this.#place(0);
    this.#motion = "playing";
    this.#startClock();
  }

  /** Goes on by one frame of so many milliseconds. */
  advance(frame: number): void {
    if (this.#playback === undefined) return;
    if (this.#settings.speed === "max") {
      this.#place(Math.min(this.#at + 1, this.index.count - 1));
      if (this.#at === this.index.count - 1) this.follow();
      return;
    }
    this.#playback.advance(frame, Number(this.#settings.speed));
    this.#moveTo(this.#playback.time);
    if (this.#playback.isOver) this.follow();
  }

  listing(now: number): Listing {
    const { q, fold } = this.#settings;
    return this.#listing.get(`${fold} ${q}`, this.index.count, now, () =>
      listEvents(this.index, this.#settings),
    );
  }

  study(now: number): Study {
    const { idle, range } = this.#settings;
    const { count } = this.index;
    const survey = this.#survey.get("", count, now, () => surveyRun(this.index));
    return this.#study.get(`${idle} ${range?.from}-${range?.to}`, count, now, () =>
      studyRun(this.index, this.#settings, survey),
    );
  }

  /** What to show at this moment. */
  inspection(windows: Windows, now: number): Inspection {
    return {
      ...this.#facts,
      index: this.index,
      study: this.study(now),
      listing: this.listing(now),
      settings: this.#settings,
      at: this.#at,
      time: this.#time,
      motion: this.#motion,
      ...(this.#selection !== undefined && { selection: this.#selection }),
      ...(this.#notFound !== undefined && { notFound: this.#notFound }),
      newest: this.#newestTurn(),
      before: this.#states.at(this.#at - 1),
      after: this.#states.at(this.#at),
      ...windows,
      driver: "script",
    };
  }

  #newestTurn(): TurnState | undefined {
    const { count } = this.index;
    if (this.#newest.count !== count) this.#newest = { count, turn: this.#states.at(count - 1) };
    return this.#newest.turn;
  }

  #startClock(): void {
    const gaps = this.#settings.idle === "skip" ? gapsOf(this.index) : [];
    this.#playback = new Playback(this.index.end, gaps, this.#time);
  }

  #stop(): void {
    this.#playback = undefined;
    this.#motion = "still";
  }

  #moveTo(time: number): void {
    this.#time = time;
    this.#at = Math.max(0, this.index.positionAt(time));
  }

  #place(position: number): void {
    this.#at = position;
    this.#time = this.index.time(position);
  }
}
