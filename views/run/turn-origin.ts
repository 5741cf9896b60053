import { html, nothing, type TemplateResult } from "lit/html.js";

import type { TurnState } from "#runtime/state/thread-state.ts";

/** The protocols that a person may know by another name than runs do. */
const TITLES: ReadonlyMap<string, string> = new Map([
  ["openai.chat", "OpenAI Chat Completions"],
  ["openai.responses", "OpenAI Responses"],
  ["ai-sdk-ui", "the AI SDK's chat"],
  ["ag-ui", "AG-UI"],
  ["a2a", "A2A"],
  ["agent-protocol", "the Agent Protocol"],
  ["mcp", "MCP"],
  ["pluto", "Pluto's REST API"],
  ["schedule", "a schedule of its agent"],
]);

/** Through what a turn came that nobody wrote in the playground, and what stands in the place of words. */
export function turnOrigin({ source, text, request }: TurnState): TemplateResult | typeof nothing {
  if (source === undefined) return nothing;
  const results = text === "" ? (request?.results ?? []).length : 0;
  const told = results === 0 ? "" : `, with ${results === 1 ? "a result" : `${results} results`}`;
  return html`<p class="turn-origin">Came through ${(TITLES.get(source) ?? source) + told}</p>`;
}
