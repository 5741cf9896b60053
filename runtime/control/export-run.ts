import { z } from "zod";

import {
  EXPORT_FORMATS,
  exportFile,
  type ExportName,
  NoViewerError,
} from "#runtime/replay/export/formats.ts";
import type { Redaction } from "#runtime/replay/redact.ts";
import { command, CommandError } from "./command.ts";
import { safeRun } from "./safe-run.ts";

/** A run as a file for somebody else, without secrets. */
export interface ExportedFile {
  readonly run_id: string;
  readonly format: ExportName;
  readonly file_name: string;
  readonly media_type: string;
  /** What was struck out. */
  readonly redactions: readonly Redaction[];
  /** Absent where only the redactions were asked for. */
  readonly text?: string;
}

const Input = z.strictObject({
  run_id: z.string().min(1),
  format: z.enum(EXPORT_FORMATS.map(({ name }) => name)),
  /** Whether spans carry texts, arguments and results. */
  content: z.boolean().default(false),
  /** Whether the names of home folders are struck out, too. */
  homes: z.boolean().default(false),
  /** Whether to tell what would be struck out, and make no file. */
  preview: z.boolean().default(false),
});

export const exportRun = command({
  name: "export_run",
  description: "A run as a file: events, page, document, OpenTelemetry spans or trace",
  kind: "read",
  input: Input,
  async run({ run_id, format, content, homes, preview }, services): Promise<ExportedFile> {
    const known = EXPORT_FORMATS.find(({ name }) => name === format);
    if (known === undefined) throw new RangeError(`There is no format "${format}"`);
    const { exported, redactions } = await safeRun(run_id, services, { homes });
    const { media_type, extension } = known;
    const file = { run_id, format, file_name: `${run_id}.${extension}`, media_type, redactions };
    if (preview) return file;
    try {
      const text = await exportFile(format, exported, { content, viewer: services.viewer });
      return { ...file, text };
    } catch (cause) {
      if (!(cause instanceof NoViewerError)) throw cause;
      const message = `${cause.message}; take another format, or build the browser's part`;
      throw new CommandError("unavailable", message, {}, { cause });
    }
  },
});
