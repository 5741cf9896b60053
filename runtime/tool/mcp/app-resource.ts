import type { CallToolResult, Client, Tool as ListedTool } from "@modelcontextprotocol/client";
import { z } from "zod";

/** What the client says that it shows (SEP-1865). */
export const APP_EXTENSION = "io.modelcontextprotocol/ui";
export const APP_MEDIA_TYPE = "text/html;profile=mcp-app";

const READ_TIMEOUT_MS = 10_000;

/** Where a tool or its result says that its page is, and who may call the tool. */
const AppMeta = z.looseObject({
  ui: z.looseObject({
    resourceUri: z.string().startsWith("ui://").exactOptional(),
    visibility: z.array(z.string()).exactOptional(),
  }),
});

function metaOf({ _meta }: Pick<ListedTool, "_meta">): z.infer<typeof AppMeta>["ui"] | undefined {
  return AppMeta.safeParse(_meta).data?.ui;
}

/** Whether only a page of the server may call the tool; ours can call nothing. */
export function isForAppsOnly(tool: ListedTool): boolean {
  return metaOf(tool)?.visibility?.includes("model") === false;
}

/** The address of the page that shows a result: the result's own, else its tool's. */
export function appUri(tool: ListedTool, result: CallToolResult): string | undefined {
  return metaOf(result)?.resourceUri ?? metaOf(tool)?.resourceUri;
}

/**
 * The HTML of a server's page. Rejects with a reason in words where it cannot be had.
 * Aborting the signal ends the wait.
 */
export async function readApp(client: Client, uri: string, signal: AbortSignal): Promise<string> {
  const { contents } = await client.readResource({ uri }, { signal, timeout: READ_TIMEOUT_MS });
  const [page] = contents;
  if (page === undefined) throw new Error(`"${uri}" is empty`);
  const type = page.mimeType?.replaceAll(/\s/g, "").toLowerCase();
  if (type !== APP_MEDIA_TYPE) throw new Error(`"${uri}" is no ${APP_MEDIA_TYPE} but "${type}"`);
  return "text" in page ? page.text : decode(page.blob);
}

function decode(base64: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));
}
