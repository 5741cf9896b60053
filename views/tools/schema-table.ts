import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { jsonView } from "#views/inspector/json-view.ts";

/** Rows of one table, and objects within objects; what is beyond stands in the JSON below. */
const MAX_ROWS = 120;
const MAX_DEPTH = 6;

interface Row {
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  readonly text: string;
  readonly rules: readonly string[];
}

/** A JSON Schema to read: a row a member with its type and rules, and the schema itself below. */
export function schemaTable(schema: unknown, caption: string): TemplateResult {
  const rows = rowsOf(schema, "", 0);
  return html`${
      rows.length === 0
        ? html`<p class="quiet">It names no members.</p>`
        : html`<div class="table-scroll" tabindex="0" role="group" aria-label=${caption}>
            <table class="plain-table">
              <thead>
                <tr>
                  <th scope="col">Name</th>
                  <th scope="col">Type</th>
                  <th scope="col">Meaning</th>
                </tr>
              </thead>
              <tbody>
                ${rows.slice(0, MAX_ROWS).map(row)}
              </tbody>
            </table>
          </div>`
    }
    <details class="fold">
      <summary>The schema as JSON</summary>
      ${jsonView(schema)}
    </details>`;
}

function row({ path, type, required, text, rules }: Row): TemplateResult {
  return html`<tr>
    <th scope="row"><code>${path}</code></th>
    <td>${type}<small>${required ? "required" : "optional"}</small></td>
    <td>${text} ${rules.map((rule) => html`<small>${rule}</small>`)}</td>
  </tr>`;
}

function rowsOf(schema: unknown, path: string, depth: number): readonly Row[] {
  if (!isRecord(schema) || depth > MAX_DEPTH) return [];
  const branches = [...listOf(schema["anyOf"]), ...listOf(schema["oneOf"])];
  const required = listOf(schema["required"]);
  const members = isRecord(schema["properties"]) ? Object.entries(schema["properties"]) : [];
  const own = members.flatMap(([key, member]) => {
    const place = path === "" ? key : `${path}.${key}`;
    const facts = isRecord(member) ? member : {};
    return [
      {
        path: place,
        type: typeWords(facts),
        required: required.includes(key),
        text: typeof facts["description"] === "string" ? facts["description"] : "",
        rules: ruleWords(facts),
      },
      ...rowsOf(facts, place, depth + 1),
    ];
  });
  const items = rowsOf(schema["items"], `${path}[]`, depth + 1);
  return [...own, ...items, ...branches.flatMap((branch) => rowsOf(branch, path, depth + 1))];
}

function typeWords(schema: Readonly<Record<string, unknown>>): string {
  if (schema["const"] !== undefined) return JSON.stringify(schema["const"]);
  if (Array.isArray(schema["enum"])) {
    return schema["enum"].map((value) => JSON.stringify(value)).join(" | ");
  }
  for (const keyword of ["anyOf", "oneOf"]) {
    const branches = listOf(schema[keyword]);
    if (branches.length > 0) {
      return [...new Set(branches.map((one) => (isRecord(one) ? typeWords(one) : "any")))].join(
        " | ",
      );
    }
  }
  const { type } = schema;
  if (type === "array")
    return `${isRecord(schema["items"]) ? typeWords(schema["items"]) : "any"}[]`;
  if (Array.isArray(type)) return type.join(" | ");
  return typeof type === "string" ? type : "any";
}

const RULES: readonly (readonly [string, (value: unknown) => string])[] = [
  ["format", (value) => `format ${String(value)}`],
  ["default", (value) => `default ${JSON.stringify(value)}`],
  ["minimum", (value) => `at least ${String(value)}`],
  ["exclusiveMinimum", (value) => `more than ${String(value)}`],
  ["maximum", (value) => `at most ${String(value)}`],
  ["exclusiveMaximum", (value) => `less than ${String(value)}`],
  ["minLength", (value) => `at least ${String(value)} characters`],
  ["maxLength", (value) => `at most ${String(value)} characters`],
  ["minItems", (value) => `at least ${String(value)} items`],
  ["maxItems", (value) => `at most ${String(value)} items`],
  ["pattern", (value) => `fits /${String(value)}/`],
];

/** Bounds that only say which numbers fit into a double tell a reader nothing. */
const NO_BOUND = Number.MAX_SAFE_INTEGER;

function ruleWords(schema: Readonly<Record<string, unknown>>): readonly string[] {
  return RULES.flatMap(([keyword, words]) => {
    const value = schema[keyword];
    if (value === undefined || value === NO_BOUND || value === -NO_BOUND) return [];
    return [words(value)];
  });
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
