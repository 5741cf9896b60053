import type { McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";

import { answer } from "./answer.ts";
import type { Workspace } from "./workspace.ts";

const MAX_TITLE_CHARS = 120;
const MAX_TEXT_CHARS = 64 * 1024;
const MAX_SLUG_CHARS = 60;
const MAX_NAMESAKES = 100;

/** `write_note`: the one tool here that changes something, so that it asks for approval. */
export function addWriteNote(server: McpServer, workspace: Workspace): void {
  server.registerTool(
    "write_note",
    {
      title: "Write a note",
      description:
        "Writes a new Markdown note into the folder notes. It never changes a note that is there.",
      inputSchema: z.object({
        title: z.string().min(1).max(MAX_TITLE_CHARS),
        text: z.string().min(1).max(MAX_TEXT_CHARS).describe("Markdown, without the title"),
      }),
      annotations: {
        readOnlyHint: false,
        destructiveHint: false,
        idempotentHint: true,
        openWorldHint: false,
      },
    },
    ({ title, text }) =>
      answer(async () => ({ text: `Wrote ${await writeNote(workspace, title, text)}` })),
  );
}

/** The path of the note. The same title and text twice are one note. */
async function writeNote(workspace: Workspace, title: string, text: string): Promise<string> {
  const slug = slugOf(title);
  const content = `# ${title.replace(/\s+/g, " ").trim()}\n\n${text.trimEnd()}\n`;
  for (let number = 1; number <= MAX_NAMESAKES; number += 1) {
    const name = number === 1 ? `${slug}.md` : `${slug}-${number}.md`;
    if (await workspace.createNote(name, content)) return `notes/${name}`;
    // What cannot be read is another one's, too.
    const present = await workspace.read(`notes/${name}`).catch(() => undefined);
    if (present === content) return `notes/${name}`;
  }
  throw new Error(`There are ${MAX_NAMESAKES} notes named "${slug}"; give another title`);
}

/** Letters and digits of any script: a title in Greek deserves a name, too. */
function slugOf(title: string): string {
  const words =
    title
      .normalize("NFC")
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const slug = Array.from(words.join("-")).slice(0, MAX_SLUG_CHARS).join("").replace(/-$/, "");
  if (slug === "") throw new Error(`"${title}" has no letter or digit to name a file after`);
  return slug;
}
