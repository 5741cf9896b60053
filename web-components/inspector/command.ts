import type { Lane } from "#runtime/event/lane.ts";
import type { Landmark } from "#views/inspector/position.ts";
import type { Query } from "#views/inspector/settings.ts";
import type { Zoom } from "#views/inspector/zoom.ts";

/** What a person asks of the inspector, by whatever control. */
export type Command = CursorCommand | PageCommand;

/** Moves the cursor or changes the look at it. */
export type CursorCommand = PlaceCommand | LookCommand;

export type PlaceCommand =
  /** A link or form with an address of this run. */
  | { readonly do: "apply"; readonly query: Query }
  | { readonly do: "seek"; readonly sequence: number }
  | { readonly do: "step"; readonly direction: 1 | -1; readonly landmark: Landmark }
  /** The next or the last event that the filter keeps. */
  | { readonly do: "match"; readonly direction: 1 | -1 }
  | { readonly do: "edge"; readonly of: "first" | "last" }
  /** Along the time, in milliseconds. */
  | { readonly do: "shift"; readonly by: number }
  /** The pointer on the score: `part` of its width. */
  | { readonly do: "scrub"; readonly part: number }
  | { readonly do: "release" | "pause" };

export type LookCommand =
  | { readonly do: "play" | "idle" | "side" | "path" }
  | { readonly do: "lane"; readonly lane: Lane; readonly how: "solo" | "mute" }
  /** A range while it is drawn, in parts of the axis. */
  | { readonly do: "select"; readonly from: number; readonly to: number }
  /** Without a zoom: the whole run. */
  | { readonly do: "zoom"; readonly zoom?: Zoom | undefined }
  | { readonly do: "speed"; readonly step: 1 | -1 }
  | { readonly do: "search"; readonly q: string };

/** Needs the page or the clipboard, or leaves the page; the cursor stays. */
export interface PageCommand {
  readonly do:
    | "go-to"
    | "filter"
    | "copy-json"
    | "copy-link"
    | "compare"
    | "fork"
    | "help"
    | "theme";
}
