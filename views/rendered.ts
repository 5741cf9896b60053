import { render } from "@lit-labs/ssr";
import { collectResult } from "@lit-labs/ssr/lib/render-result.js";

/** The HTML of a view as a test reads it: without the markers of hydration, each tag in one line. */
export async function rendered(view: unknown): Promise<string> {
  const html = await collectResult(render(view));
  return html.replaceAll(/<!--\/?lit-[^>]*-->/g, "").replaceAll(/<[^<>]+>/g, inOneLine);
}

/** The values of attributes stay as they are. */
function inOneLine(tag: string): string {
  return tag.replaceAll(/("[^"]*")|\s+/g, (_, value?: string) => value ?? " ").replace(" >", ">");
}
