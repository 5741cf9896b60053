import { refused } from "./protocol-error.ts";

/** What stands before a summary, so that nobody takes other content for one. */
const MARK = "uar-summary:";

/** A summary as the protocol's opaque content: only this server reads it. */
export function compactionContent(summary: string): string {
  return Buffer.from(MARK + summary).toString("base64url");
}

/** The message that such content stands for. Throws a refusal for content of another server. */
export function readCompaction(content: string, param: string): string {
  const text = Buffer.from(content, "base64url").toString();
  if (!text.startsWith(MARK)) {
    throw refused(`${param}.encrypted_content`, "The compaction was not made by this server");
  }
  return `[What was said and done before, in a summary]\n${text.slice(MARK.length)}\n[End of the summary]`;
}
