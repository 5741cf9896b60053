import { type FormulaElement, type FormulaNode, readFormula } from "./formula.ts";

/**
 * The styles that tables and boxes have, as parts that the page's style sheet has rules for: the page's
 * policy keeps styles out of its HTML.
 */
const STYLE_PARTS: Readonly<Record<string, string>> = {
  "border:1px solid": "boxed",
  "borderBottom:0.06em solid": "line-below",
  "borderLeft:0.06em solid": "line-left",
  "borderRight:0.06em solid": "line-right",
  "borderTop:0.06em solid": "line-above",
  "padding:3pt": "boxed",
  "paddingLeft:0em": "left-none",
  "paddingLeft:0pt": "left-none",
  "paddingLeft:1em": "left-wide",
  "paddingLeft:5.9776pt": "left-half",
  "paddingRight:0em": "right-none",
  "paddingRight:0pt": "right-none",
  "paddingRight:1em": "right-wide",
  "paddingRight:5.9776pt": "right-half",
};

/**
 * A formula as the HTML of its element's shadow root, the same as the browser draws. Undefined where
 * the browser has to: the formula is none, or has a style that no part stands for.
 */
export function formulaHtml(tex: string, display: boolean): string | undefined {
  const formula = readFormula(tex, display);
  if (formula === undefined || !isDescribable(formula)) return undefined;
  return `${htmlOf(formula)}<span part="source" aria-hidden="true"><slot></slot></span>`;
}

function isDescribable({ styles, children }: FormulaElement): boolean {
  if (stylesOf(styles).some((style) => STYLE_PARTS[style] === undefined)) return false;
  return children.every((child) => typeof child === "string" || isDescribable(child));
}

function stylesOf(styles: FormulaElement["styles"]): readonly string[] {
  return Object.entries(styles).map(([name, value]) => `${name}:${value}`);
}

/** Names of elements and attributes are of a list; everything else is escaped. */
function htmlOf(node: FormulaNode): string {
  if (typeof node === "string") return escaped(node);
  const { name, children } = node;
  const attributes = Object.entries(attributesOf(node)).map(
    ([attribute, value]) => ` ${attribute}="${escaped(value)}"`,
  );
  return `<${name}${attributes.join("")}>${children.map(htmlOf).join("")}</${name}>`;
}

function attributesOf({ attributes, styles }: FormulaElement): FormulaElement["attributes"] {
  const parts = new Set(stylesOf(styles).flatMap((style) => STYLE_PARTS[style] ?? []));
  if (parts.size === 0) return attributes;
  return { ...attributes, part: [...(attributes["part"]?.split(" ") ?? []), ...parts].join(" ") };
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text as it stands in HTML, between tags and in the value of an attribute. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (letter) => ESCAPES[letter] ?? "");
}
