import { type CodeKind, codeTokens, LEARNED_MS } from "./code-tokens.ts";
import { whenIdle } from "./when-idle.ts";

/** Longer code stays of one colour: it would hold the page up. */
const COLORED_MAX_CHARS = 60_000;
/** A machine that needs longer to learn the languages would stop the words that come: a frame's time. */
const QUICK_MS = 16;

interface Colored {
  readonly text: string;
  readonly ranges: readonly (readonly [CodeKind, StaticRange])[];
}

/** What is coloured now. Blocks that left the page are dropped at the next look. */
const colored = new Map<HTMLElement, Colored>();

/** Whether now is the time to colour code in a page. */
export function isTimeToColor(root: HTMLElement): boolean {
  const isWriting = root.querySelector(".prose[data-open]") !== null;
  return hasTimeToColor({ isWriting, learned_ms: LEARNED_MS });
}

/** What decides whether now is the time: whether an answer is being written, and how quick the machine is. */
interface Pace {
  readonly isWriting: boolean;
  readonly learned_ms: number;
}

/** Whether code can be coloured without holding up the words that come. */
export function hasTimeToColor({ isWriting, learned_ms }: Pace): boolean {
  return !isWriting || learned_ms <= QUICK_MS;
}

/**
 * Colours blocks of code by ranges that the browser paints: the text stays one node, so that it can
 * be selected, found and written on while it is coloured. One block a turn of the event loop's idle
 * time. Browsers without `CSS.highlights` show the code in one colour.
 */
export function colorCode(figures: readonly HTMLElement[]): void {
  if (!("highlights" in CSS)) return;
  for (const figure of colored.keys()) if (!figure.isConnected) forget(figure);
  const next = figures.find(isChanged);
  if (next === undefined) return;
  color(next);
  whenIdle(() => colorCode(figures.filter((figure) => figure.isConnected)));
}

function isChanged(figure: HTMLElement): boolean {
  return textOf(figure)?.data !== colored.get(figure)?.text;
}

function color(figure: HTMLElement): void {
  forget(figure);
  const node = textOf(figure);
  if (node === undefined) return;
  const { data: text } = node;
  const language = figure.dataset["language"]?.toLowerCase() ?? "";
  const tokens = text.length > COLORED_MAX_CHARS ? [] : codeTokens(text, language);
  const ranges = tokens.map(({ from, to, kind }) => {
    const place = { startContainer: node, startOffset: from, endContainer: node, endOffset: to };
    const range = new StaticRange(place);
    highlightOf(kind).add(range);
    return [kind, range] as const;
  });
  colored.set(figure, { text, ranges });
}

function forget(figure: HTMLElement): void {
  for (const [kind, range] of colored.get(figure)?.ranges ?? []) highlightOf(kind).delete(range);
  colored.delete(figure);
}

function highlightOf(kind: CodeKind): Highlight {
  const name = `code-${kind}`;
  const known = CSS.highlights.get(name);
  if (known !== undefined) return known;
  const made = new Highlight();
  CSS.highlights.set(name, made);
  return made;
}

/** The one text of a block: the server and the page put it between comments. */
function textOf(figure: HTMLElement): Text | undefined {
  const code = figure.querySelector("code");
  const texts = [...(code?.childNodes ?? [])].filter((node) => node instanceof Text);
  return texts.find(({ data }) => data !== "");
}
