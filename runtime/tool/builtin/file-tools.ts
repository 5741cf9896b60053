import { z } from "zod";

import type { Tool } from "#runtime/tool/tool.ts";
import { builtinTool } from "./builtin-tool.ts";
import type { Listing, SearchResult, Workspace } from "./workspace.ts";

const MAX_READ_BYTES = 256 * 1024;
const MIN_READ_BYTES = 1_024;
const MAX_CONTENT_CHARS = 1_000_000;
const MAX_MATCHES = 200;

const Path = z.string().min(1).max(4_096).describe("Relative to the workspace");
const Offset = z.int().min(0).default(0).describe("In bytes, as next_offset says");
const Limit = z.int().min(MIN_READ_BYTES).max(MAX_READ_BYTES).default(32_768);
const Overwrite = z.boolean().default(false).describe("Whether what is there may be replaced");

/** What may be done to one file; the arguments of a tool and one entry of a batch alike. */
export const FILE_OPERATIONS = {
  list: z.strictObject({ path: Path.default(".") }),
  read: z.strictObject({ path: Path, offset: Offset, limit: Limit }),
  write: z.strictObject({
    path: Path,
    content: z.string().max(MAX_CONTENT_CHARS),
    overwrite: Overwrite,
  }),
  move: z.strictObject({ from: Path, to: Path, overwrite: Overwrite }),
  delete: z.strictObject({
    path: Path,
    recursive: z.boolean().default(false).describe("Whether a folder goes with what it holds"),
  }),
} as const;

/** The tools over one workspace (seed 004, section on tools). */
export function fileTools(workspace: Workspace): readonly Tool[] {
  return [listing(workspace), reading(workspace), searching(workspace), ...acting(workspace)];
}

function listing(workspace: Workspace): Tool {
  return builtinTool({
    name: "list_directory",
    title: "List a folder",
    description: "Names, kinds and sizes of what stands in a folder of the workspace",
    effect: "read",
    input: FILE_OPERATIONS.list,
    run: async ({ path }) => {
      const listed = await workspace.list(path);
      return { content: listingText(listed), details: { path, ...listed } };
    },
  });
}

function reading(workspace: Workspace): Tool {
  return builtinTool({
    name: "read_file",
    title: "Read a file",
    description: "The text of a file of the workspace, or a part of it",
    effect: "read",
    input: FILE_OPERATIONS.read,
    run: async ({ path, offset, limit }) => {
      const { content, ...facts } = await workspace.read(path, offset, limit);
      const more =
        facts.next_offset === undefined
          ? ""
          : `\n\n[${facts.size} bytes in all; go on with offset ${facts.next_offset}]`;
      return { content: `${content}${more}`, details: { path, ...facts } };
    },
  });
}

function searching(workspace: Workspace): Tool {
  return builtinTool({
    name: "search_files",
    title: "Search files",
    description: "Lines of text files in the workspace that hold the words as they are",
    effect: "read",
    input: z.strictObject({
      query: z.string().min(1).max(1_000),
      path: Path.default("."),
      glob: z.string().max(200).exactOptional().describe("Of the path; * is any run of characters"),
      case_sensitive: z.boolean().default(false),
      limit: z.int().min(1).max(MAX_MATCHES).default(50),
    }),
    run: async ({ query, ...options }, { signal }) => {
      const found = await workspace.search(query, { glob: undefined, ...options, signal });
      return { content: searchText(found), details: found };
    },
  });
}

function acting(workspace: Workspace): readonly Tool[] {
  return [
    builtinTool({
      name: "write_file",
      title: "Write a file",
      description: "Writes a text file of the workspace whole, with the folders that it needs",
      effect: "idempotent",
      input: FILE_OPERATIONS.write,
      run: async (input) => {
        const { created } = await workspace.write(input.path, input.content, input.overwrite);
        const bytes = Buffer.byteLength(input.content);
        const words = `${created ? "Created" : "Replaced"} ${input.path} (${bytes} bytes)`;
        return { content: words, details: { path: input.path, bytes, created } };
      },
    }),
    builtinTool({
      name: "move_file",
      title: "Move a file",
      description: "Moves or renames a file or folder of the workspace",
      effect: "at_most_once",
      input: FILE_OPERATIONS.move,
      run: async ({ from, to, overwrite }) => {
        await workspace.move(from, to, overwrite);
        return { content: `Moved ${from} to ${to}`, details: { from, to } };
      },
    }),
    builtinTool({
      name: "delete_file",
      title: "Delete a file",
      description: "Removes a file or folder of the workspace for good",
      effect: "at_most_once",
      input: FILE_OPERATIONS.delete,
      run: async ({ path, recursive }) => {
        const removed = await workspace.remove(path, recursive);
        return { content: `Removed ${path} (entries: ${removed})`, details: { path, removed } };
      },
    }),
  ];
}

/** What a folder holds, a line an entry; names with line breaks stay one line. */
export function listingText({ entries, truncated }: Listing): string {
  const lines = entries.map(({ name, kind, size }) => {
    const shown = /^[\x20-\x7e\u00a0-\uffff]*$/u.test(name) ? name : JSON.stringify(name);
    return `${kind} ${shown}${size === undefined ? "" : ` ${size}`}`;
  });
  if (lines.length === 0) return "The folder is empty";
  return [...lines, ...(truncated ? ["[Cut here: the folder holds more]"] : [])].join("\n");
}

function searchText({ matches, files, truncated }: SearchResult): string {
  const lines = matches.map(({ path, line, text }) => `${path}:${line}: ${text}`);
  if (truncated) lines.push("[Cut here: not all was searched, or more was found]");
  return lines.length === 0 ? `Nothing found in ${files} files` : lines.join("\n");
}
