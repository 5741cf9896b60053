import type { CaptureFormat } from "#runtime/replay/import/capture.ts";

/** The kinds of captures that can be imported, as people call them. */
export const CAPTURE_TITLES = {
  "uar-events": "exported events",
  "ai-sdk-ui": "AI SDK UI stream",
  "ag-ui": "AG-UI",
  langgraph: "LangGraph",
  otlp: "OpenTelemetry",
} as const satisfies Record<CaptureFormat, string>;

/** What a kind is called; one that this version does not know goes by its own name. */
export function captureTitle(format: string): string {
  const found = Object.entries(CAPTURE_TITLES).find(([name]) => name === format);
  return found?.[1] ?? format;
}
