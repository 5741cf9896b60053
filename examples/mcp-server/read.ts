import type { McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";

import { answer } from "./answer.ts";
import type { Workspace } from "./workspace.ts";

const MAX_LINES = 400;
const LineNumber = z.int().min(1);

/** `read`: the lines of a file, each with its number. */
export function addRead(server: McpServer, workspace: Workspace): void {
  server.registerTool(
    "read",
    {
      title: "Read a file",
      description: `Reads a file of the workspace, or some of its lines, at most ${MAX_LINES} at once. Each line begins with its number.`,
      inputSchema: z.object({
        path: z.string().min(1).describe("A path as list shows it"),
        start_line: LineNumber.optional().describe("The first line, counted from 1"),
        end_line: LineNumber.optional().describe("The last line"),
      }),
      outputSchema: z.object({
        path: z.string(),
        start_line: z.int(),
        end_line: z.int(),
        total_lines: z.int(),
      }),
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    ({ path, start_line = 1, end_line = Infinity }) =>
      answer(async () => {
        const lines = splitLines(await workspace.read(path));
        if (start_line > Math.max(1, lines.length)) {
          throw new Error(
            `"${path}" has ${lines.length} lines; ${start_line} is after the last one`,
          );
        }
        if (end_line < start_line) {
          throw new Error(`end_line ${end_line} is before start_line ${start_line}`);
        }
        const last = Math.min(end_line, lines.length, start_line + MAX_LINES - 1);
        const shown = lines
          .slice(start_line - 1, last)
          .map((line, index) => `${start_line + index}: ${line}`);
        const isCut = last < Math.min(end_line, lines.length);
        if (isCut)
          shown.push(`[The file has ${lines.length} lines; go on with start_line ${last + 1}]`);
        return {
          text: shown.join("\n"),
          structured: { path, start_line, end_line: last, total_lines: lines.length },
        };
      }),
  );
}

/** A line feed at the end of a file begins no new line. */
function splitLines(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}
