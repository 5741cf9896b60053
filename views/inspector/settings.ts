import type { InspectorQuery } from "#views/urls.ts";

/** How the inspector shows a run, as its address says it. Defaults are left out of the address. */
export interface Settings {
  /** The stage just before or just after the current event. */
  readonly side: "before" | "after";
  /** The pane that a small screen shows. */
  readonly view: "events" | "spans" | "stage" | "state";
  /** What the event pane shows. */
  readonly tab: "event" | "state" | "wire";
  readonly q: string;
  /** Whether times without events are squeezed. */
  readonly idle: "skip" | "show";
  /** Whether stretches of deltas take one row. */
  readonly fold: "on" | "off";
  readonly speed: Speed;
  /** Whether the waterfall underlines what the run's end waited for. */
  readonly path: "hide" | "show";
  /** The id of the span that a person chose, such as `call_7`; empty without one. */
  readonly sel: string;
  /** The part of the run that the axis of time shows; all of it where there is none. */
  readonly range?: Range;
}

/** A stretch of events by their sequences, both ends included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Playback speeds, slowest first; `max` is an event a frame, as fast as they are painted. */
export const SPEEDS = ["0.25", "1", "4", "16", "max"] as const;
export type Speed = (typeof SPEEDS)[number];

export const VIEWS = ["events", "spans", "stage", "state"] as const;
export const TABS = ["event", "state", "wire"] as const;

/** The names and values of an address's query. */
export type Query = Readonly<Record<string, string | undefined>>;

/** Reads the settings of an address; what it does not know, it leaves at the default. */
export function readSettings(query: Query): Settings {
  return {
    side: query["side"] === "before" ? "before" : "after",
    view: oneOf(VIEWS, query["view"]) ?? "events",
    tab: oneOf(TABS, query["tab"]) ?? "event",
    q: query["q"] ?? "",
    idle: query["idle"] === "show" ? "show" : "skip",
    fold: query["fold"] === "off" ? "off" : "on",
    speed: oneOf(SPEEDS, query["speed"]) ?? "1",
    path: query["path"] === "show" ? "show" : "hide",
    sel: query["sel"] ?? "",
    ...readRange(query["range"]),
  };
}

/** The way back: the settings that are not the default, for an address. */
export function settingsQuery(settings: Settings): InspectorQuery {
  const { side, view, tab, q, fold, speed, path, sel } = settings;
  return {
    ...(side !== "after" && { side }),
    ...(view !== "events" && { view }),
    ...(tab !== "event" && { tab }),
    ...(q !== "" && { q }),
    ...(fold !== "on" && { fold }),
    ...(speed !== "1" && { speed }),
    ...(path !== "hide" && { path }),
    ...(sel !== "" && { sel }),
    ...axisQuery(settings),
  };
}

/** Those of them that say which time stands where. */
export function axisQuery({
  idle,
  range,
}: Pick<Settings, "idle" | "range">): Pick<InspectorQuery, "idle" | "range"> {
  return {
    ...(idle !== "skip" && { idle }),
    ...(range !== undefined && { range: `${range.from}-${range.to}` }),
  };
}

function readRange(text: string | undefined): Pick<Settings, "range"> {
  const [, from, to] = /^(\d{1,9})-(\d{1,9})$/u.exec(text ?? "") ?? [];
  const range = { from: Number(from), to: Number(to) };
  return range.from < range.to ? { range } : {};
}

function oneOf<Value extends string>(
  values: readonly Value[],
  wanted: string | undefined,
): Value | undefined {
  return values.find((value) => value === wanted);
}
