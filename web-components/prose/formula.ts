import temml from "temml";

// Its types describe a CommonJS module; the module that is imported is what they call its default.
const converter = temml as unknown as typeof temml.default;

/** Bounds of what one formula may ask for: expansions of macros, and sizes in em. */
const EXPANSIONS_MAX = 500;
const SIZE_MAX_EM = 20;

/** The elements of MathML Core, and one that draws a line through a term. */
const ELEMENTS: ReadonlySet<string> = new Set(
  "math menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none".split(
    " ",
  ),
);
/** Colours are left out: they say nothing on the other theme. */
const ATTRIBUTES: ReadonlySet<string> = new Set(
  "accent accentunder columnspan depth display displaystyle fence form height largeop linethickness lspace mathsize mathvariant maxsize minsize movablelimits notation rowspan rspace scriptlevel separator stretchy symmetric voffset width".split(
    " ",
  ),
);
const STYLES = [
  "border",
  "borderBottom",
  "borderLeft",
  "borderRight",
  "borderTop",
  "padding",
  "paddingLeft",
  "paddingRight",
] as const;

/** A node of the converter's own tree: an element, a piece of text, or nodes without one. */
interface Drawn {
  readonly type?: string;
  readonly text?: string;
  readonly children?: readonly Drawn[];
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly classes?: readonly string[];
  readonly style?: Readonly<Record<string, string>>;
}

/** Draws a formula in TeX as MathML. Undefined where it is none: then its source says more. */
export function drawFormula(tex: string, display: boolean): Node | undefined {
  try {
    // Its types leave the tree open; `Drawn` is what it is made of.
    const tree = converter.__renderToMathMLTree(tex, {
      displayMode: display,
      throwOnError: true,
      trust: false,
      maxExpand: EXPANSIONS_MAX,
      maxSize: [SIZE_MAX_EM, SIZE_MAX_EM],
    }) as Drawn;
    const node = draw(tree);
    if (node instanceof Element) node.setAttribute("alttext", tex);
    return node;
  } catch {
    return undefined;
  }
}

function draw(drawn: Drawn): Node {
  if (drawn.text !== undefined) return document.createTextNode(drawn.text);
  const node = elementOf(drawn);
  for (const child of drawn.children ?? []) node.append(draw(child));
  return node;
}

/** What is not known gives way to what it holds. */
function elementOf({ type = "", attributes, classes, style }: Drawn): Element | DocumentFragment {
  if (!ELEMENTS.has(type)) return document.createDocumentFragment();
  const element = document.createElementNS("http://www.w3.org/1998/Math/MathML", type);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (ATTRIBUTES.has(name)) element.setAttribute(name, String(value));
  }
  const names = (classes ?? []).filter((name) => name.startsWith("tml-") || name === "mathcal");
  if (names.length > 0) element.setAttribute("class", names.join(" "));
  for (const name of STYLES) {
    const value = style?.[name];
    if (value !== undefined) element.style[name] = value;
  }
  return element;
}
