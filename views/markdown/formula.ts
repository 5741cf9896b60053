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
/** The converter's classes that the page's style sheet has a rule for. */
const PARTS: ReadonlySet<string> = new Set(
  "tml-cancel tml-left tml-overline tml-right tml-underline".split(" "),
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

/** A piece of a drawn formula: text, or an element of MathML with what may be said of it. */
export type FormulaNode = string | FormulaElement;

export interface FormulaElement {
  readonly name: string;
  /** `part` names what the page's style sheet has a rule for. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly styles: Readonly<Partial<Record<(typeof STYLES)[number], string>>>;
  readonly children: readonly FormulaNode[];
}

/** A node of the converter's own tree: an element, a piece of text, or nodes without one. */
interface Drawn {
  readonly type?: string;
  readonly text?: string;
  readonly children?: readonly Drawn[];
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly classes?: readonly string[];
  readonly style?: Readonly<Record<string, string>>;
}

/** A formula in TeX as MathML. Undefined where it is none: then its source says more. */
export function readFormula(tex: string, display: boolean): FormulaElement | undefined {
  try {
    // Its types leave the tree open; `Drawn` is what it is made of.
    const tree = converter.__renderToMathMLTree(tex, {
      displayMode: display,
      throwOnError: true,
      trust: false,
      maxExpand: EXPANSIONS_MAX,
      maxSize: [SIZE_MAX_EM, SIZE_MAX_EM],
    }) as Drawn;
    const [formula] = nodesOf(tree);
    if (typeof formula !== "object") return undefined;
    return { ...formula, attributes: { ...formula.attributes, part: "formula", alttext: tex } };
  } catch {
    return undefined;
  }
}

/** What is not known gives way to what it holds. */
function nodesOf({ type = "", text, children = [], ...drawn }: Drawn): readonly FormulaNode[] {
  if (text !== undefined) return [text];
  const inner = children.flatMap(nodesOf);
  if (!ELEMENTS.has(type)) return inner;
  return [
    { name: type, attributes: attributesOf(type, drawn), styles: stylesOf(drawn), children: inner },
  ];
}

function attributesOf(type: string, { attributes, classes }: Drawn): Record<string, string> {
  const known = Object.entries(attributes ?? {}).filter(([name]) => ATTRIBUTES.has(name));
  const parts = (classes ?? []).filter((name) => PARTS.has(name));
  if (type === "mtd") parts.push("cell");
  const part = parts.length > 0 && { part: parts.join(" ") };
  return { ...Object.fromEntries(known.map(([name, value]) => [name, String(value)])), ...part };
}

function stylesOf({ style }: Drawn): FormulaElement["styles"] {
  const known = STYLES.filter((name) => style?.[name] !== undefined);
  return Object.fromEntries(known.map((name) => [name, style?.[name]]));
}
