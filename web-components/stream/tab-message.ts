import type { Cursor } from "./cursor.ts";

/** One message of the server, passed on between tabs as it came. */
export interface StreamMessage {
  readonly event: string;
  readonly id: string;
  readonly data: string;
}

/** How the browser is connected: `live` is up to date, `lost` means that the server refuses. */
export type StreamStatus = "live" | "catching up" | "offline" | "lost";

/** What the tabs of one browser say to each other. */
export type TabMessage =
  | ({ readonly kind: "wanted" } & WantedByTab)
  | { readonly kind: "who-wants" }
  | { readonly kind: "message"; readonly message: StreamMessage }
  | { readonly kind: "status"; readonly status: StreamStatus; readonly tabs: number };

/** What one tab shows. `missed` says that it lacks events which went by, and needs them again. */
export interface WantedByTab {
  readonly tab: string;
  readonly threads: readonly Wanted[];
  readonly missed: boolean;
}

/** A thread that a tab shows, and the newest event that it has. */
export interface Wanted {
  readonly thread_id: string;
  readonly after: Cursor;
}
