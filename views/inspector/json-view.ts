import { html, type TemplateResult } from "lit/html.js";

/** Addresses for the values of known names, such as an id; undefined for what leads nowhere. */
export type JsonLinks = (name: string, value: string | number) => string | undefined;

/** Longest text that is shown whole, in characters. */
const TEXT_LENGTH = 600;
/** Most entries of one object or list. */
const ENTRIES_MAX = 60;
/** An object or list that ends before this column takes one line. */
const LINE_LENGTH = 56;

export interface JsonLook {
  readonly links?: JsonLinks;
  /** Below this depth, what does not fit into one line is folded. */
  readonly open?: number;
}

/** A JSON value as a tree to read: aligned, coloured by kind, long parts folded, ids as links. */
export function jsonView(value: unknown, look: JsonLook = {}): TemplateResult {
  const { links = () => undefined, open = 3 } = look;
  return html`<pre class="json" tabindex="0">
${node({ value, links, open, name: "", depth: 0 })}</pre>`;
}

interface Node {
  readonly value: unknown;
  readonly links: JsonLinks;
  readonly open: number;
  readonly name: string;
  readonly depth: number;
}

function node(at: Node): unknown {
  const { value, name, depth } = at;
  if (typeof value !== "object" || value === null) return scalar(at);
  const entries = Object.entries(value);
  const [open, close] = Array.isArray(value) ? (["[", "]"] as const) : (["{", "}"] as const);
  if (entries.length === 0) return `${open}${close}`;
  if (2 * depth + name.length + JSON.stringify(value).length <= LINE_LENGTH) {
    return html`${open}
    ${entries.map((entry, place) => [place === 0 ? "" : ", ", member(at, entry)])} ${close}`;
  }
  const indent = "  ".repeat(depth + 1);
  const lines = entries
    .slice(0, ENTRIES_MAX)
    .map((entry, place) => [`${place === 0 ? "" : ","}\n${indent}`, member(at, entry)]);
  const rest = entries.length - ENTRIES_MAX;
  const more = rest > 0 ? html`, ${indent}<i>… ${rest} more</i>` : "";
  const body = html`${lines}${more} ${"  ".repeat(depth)}${close}`;
  if (depth < at.open) return html`${open}${body}`;
  return html`<details>
    <summary>${open}<i> ${entries.length} … ${close}</i></summary>
    ${body}
  </details>`;
}

function member(parent: Node, [key, value]: readonly [string, unknown]): TemplateResult {
  const isList = Array.isArray(parent.value);
  // The items of a list of ids are ids of that name.
  const child = { ...parent, value, name: isList ? parent.name : key, depth: parent.depth + 1 };
  return isList ? html`${node(child)}` : html`<b>"${key}"</b>: ${node(child)}`;
}

function scalar({ value, name, links }: Node): TemplateResult | string {
  if (typeof value === "string") {
    const href = links(name, value);
    const text = JSON.stringify(value.slice(0, TEXT_LENGTH));
    const cut = value.length - TEXT_LENGTH;
    const shown = html`<q>${text}</q>${cut > 0 ? html`<i> … ${cut} characters more</i>` : ""}`;
    return href === undefined ? shown : html`<a href=${href}>${shown}</a>`;
  }
  if (typeof value === "number") {
    const href = links(name, value);
    const shown = html`<em>${value}</em>`;
    return href === undefined ? shown : html`<a href=${href}>${shown}</a>`;
  }
  return html`<em>${String(value)}</em>`;
}
