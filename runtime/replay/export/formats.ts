import { chromeTrace } from "./chrome-trace.ts";
import type { ExportedRun } from "./exported-run.ts";
import { runMarkdown } from "./markdown.ts";
import { otlpTraces } from "./otlp.ts";

/** A file that a run can become. */
export interface ExportFormat {
  readonly name: ExportName;
  /** What stands behind the run's id in the file's name and in its address. */
  readonly extension: string;
  readonly media_type: string;
  readonly title: string;
  /** What it is good for. */
  readonly purpose: string;
}

export type ExportName = "uar-events" | "otlp" | "chrome-trace" | "markdown" | "html";

/** Every file that a run can become, the one that loses nothing first. */
export const EXPORT_FORMATS: readonly ExportFormat[] = [
  {
    name: "uar-events",
    extension: "jsonl",
    media_type: "application/jsonl",
    title: "Events",
    purpose: "Every event, one a line; the runs page takes it back",
  },
  {
    name: "html",
    extension: "html",
    media_type: "text/html",
    title: "Page with the run in it",
    purpose: "The inspector and the events in one file that opens from disk, without a network",
  },
  {
    name: "markdown",
    extension: "md",
    media_type: "text/markdown",
    title: "Document",
    purpose: "Question, answer and sources to read or to paste; tools and reasoning folded",
  },
  {
    name: "otlp",
    extension: "otlp.json",
    media_type: "application/json",
    title: "OpenTelemetry spans",
    purpose:
      "OTLP/JSON by the GenAI conventions, for a collector; no texts unless you ask for them",
  },
  {
    name: "chrome-trace",
    extension: "trace.json",
    media_type: "application/json",
    title: "Trace",
    purpose: "Trace Event Format: spans a lane on a time axis, in Perfetto or chrome://tracing",
  },
];

/** Draws a run as a page of its own; what a viewer is made of comes from outside the runtime. */
export type RunViewer = (exported: ExportedRun) => Promise<string>;

export interface ExportOptions {
  /** Whether spans carry texts, arguments and results. */
  readonly content?: boolean;
  readonly viewer?: RunViewer | undefined;
}

/** The text of a file. Throws NoViewerError for `html` where nothing can draw it. */
export async function exportFile(
  name: ExportName,
  exported: ExportedRun,
  { content = false, viewer }: ExportOptions = {},
): Promise<string> {
  switch (name) {
    case "uar-events":
      return exported.events.map((event) => `${JSON.stringify(event)}\n`).join("");
    case "otlp":
      return `${JSON.stringify(await otlpTraces(exported, { content }))}\n`;
    case "chrome-trace":
      return `${JSON.stringify(chromeTrace(exported))}\n`;
    case "markdown":
      return runMarkdown(exported);
    case "html":
      if (viewer === undefined) throw new NoViewerError("This runtime has no viewer");
      return viewer(exported);
  }
}

/** The page of a run was asked for where there is no viewer. */
export class NoViewerError extends Error {
  override name = "NoViewerError";
}
