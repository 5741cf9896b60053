import { type FormulaNode, readFormula } from "#views/markdown/formula.ts";

/** Draws a formula in TeX as MathML. Undefined where it is none: then its source says more. */
export function drawFormula(tex: string, display: boolean): Node | undefined {
  const formula = readFormula(tex, display);
  return formula && draw(formula);
}

function draw(node: FormulaNode): Node {
  if (typeof node === "string") return document.createTextNode(node);
  const element = document.createElementNS("http://www.w3.org/1998/Math/MathML", node.name);
  for (const [name, value] of Object.entries(node.attributes)) element.setAttribute(name, value);
  Object.assign(element.style, node.styles);
  element.append(...node.children.map(draw));
  return element;
}
