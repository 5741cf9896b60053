import type { HostedTool } from "./tool-host.ts";

const FILES: Readonly<Record<string, string>> = {
  "README.md": "# Lighthouse\n\nA small project about running agents.\n\nStart with the guide.",
  "guide/limits.md":
    "# Limits\n\n## Retry budget\n\nA provider that fails is asked again at most four times.\nThe retry budget is ten per cent of all requests.\n\n## Time\n\nA run may take an hour.",
  "guide/notes.txt": "The demo is on Friday.\n\nBring the retry chart.",
  "src/retry.ts": "export const MAX_RETRIES = 4;\n\nexport function retry() {}",
};

function schema(required: readonly string[], optional: readonly string[] = []) {
  const properties = Object.fromEntries([...required, ...optional].map((name) => [name, {}]));
  return { type: "object", properties, required: [...required] };
}

/** The tools that a workspace server offers, over four small files. */
export function workspaceTools(files: Readonly<Record<string, string>> = FILES): HostedTool[] {
  return [
    {
      name: "workspace__list",
      description: "Lists the files of the workspace, one path per line.",
      input_schema: schema([], ["path"]),
      answer: () => Object.keys(files).join("\n") || "There are no files here",
    },
    {
      name: "workspace__search",
      description: "Finds lines in the files of the workspace that hold the words of a query.",
      input_schema: schema(["query"]),
      answer: ({ query }) => search(files, String(query)),
    },
    {
      name: "workspace__read",
      description: "Reads a file of the workspace. Each line begins with its number.",
      input_schema: schema(["path"], ["start_line", "end_line"]),
      answer: ({ path }) => read(files, String(path)),
    },
    {
      name: "workspace__count",
      description: "Counts from 1 to a number, slowly, and reports each step.",
      input_schema: schema(["to"], ["delay_ms"]),
      answer: ({ to }) => `Counted to ${String(to)}`,
    },
    {
      name: "workspace__write_note",
      description: "Writes a new Markdown note into the folder notes.",
      input_schema: schema(["title", "text"]),
      answer: () => "Wrote notes/note.md",
    },
    {
      name: "workspace__fail",
      description: "Always fails, to show what happens then.",
      input_schema: schema([], ["message"]),
      answer: () => {
        throw new Error("Failed on purpose");
      },
    },
  ];
}

function search(files: Readonly<Record<string, string>>, query: string): string {
  const words = query.toLowerCase().split(/\s+/);
  const hits = Object.entries(files).flatMap(([path, text]) =>
    text
      .split("\n")
      .map((line, index) => ({ line, row: `${path}:${index + 1}: ${line.trim()}` }))
      .filter(({ line }) => words.some((word) => line.toLowerCase().includes(word)))
      .map(({ row }) => row),
  );
  return hits.length === 0 ? `No line holds "${query}"` : hits.join("\n");
}

function read(files: Readonly<Record<string, string>>, path: string): string {
  const text = files[path];
  if (text === undefined) throw new Error(`There is no file "${path}"`);
  return text
    .split("\n")
    .map((line, index) => `${index + 1}: ${line}`)
    .join("\n");
}
