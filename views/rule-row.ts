import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { RuleSource } from "#runtime/event/permission.ts";
import type { ArgumentPattern } from "#runtime/permission/argument-pattern.ts";
import type { SourcedRule } from "#runtime/permission/rule.ts";

/** One rule of a table: what it says, of which calls, and where it comes from. */
export function ruleRow({
  verdict,
  match,
  args = {},
  source = "file",
}: SourcedRule): TemplateResult {
  const patterns = Object.entries(args);
  return html`<tr data-verdict=${verdict}>
    <td>${verdict}</td>
    <td>
      <code>${match}</code>
      ${patterns.map(([name, pattern]) => html`<small>${name} ${patternWords(pattern)}</small>`)}
    </td>
    <td>${SOURCE_WORDS[source]}</td>
  </tr>`;
}

function patternWords(pattern: ArgumentPattern): TemplateResult {
  if (typeof pattern === "string") return html`is <code>${pattern}</code>`;
  if ("path" in pattern) return html`is a path like <code>${pattern.path}</code>`;
  return html`begins with <code>${pattern.prefix}</code>`;
}

const SOURCE_WORDS: Readonly<Record<RuleSource, string>> = {
  file: "uar.yaml",
  agent: "uar.yaml, agents",
  session: "this session",
  remembered: "remembered",
  tool_change: "the tool has changed",
  hook: "a hook",
  mode: "the mode",
  fork: "the fork",
};
