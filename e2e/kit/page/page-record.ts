/** What a document did so far, kept in its window under this name. */
export const RECORD = "streamTestRecord";

/** Something that moved without a person's doing, with what it was. */
export interface Shift {
  readonly score: number;
  readonly moved: readonly string[];
}

/** Work that kept the page from answering, in milliseconds. */
export interface LongTask {
  readonly ms: number;
}

/** Nodes that were taken out of the page in one change, comments left out. */
export interface Removal {
  readonly target: Node;
  /** Text of the same parent stood behind them. */
  readonly isFollowed: boolean;
  /** The first node, from the parent upwards, behind which there was text. */
  readonly limit: Node | undefined;
  /** How many, but for those of the last block with text. */
  readonly before: number;
  /** How many in the last block with text; all, where there was none. */
  readonly last: number;
  readonly words: string;
}

export interface PageRecord {
  readonly shifts: Shift[];
  readonly longTasks: LongTask[];
  readonly removals: Removal[];
  /** Resolves when what has happened so far is taken down. */
  settled(): Promise<void>;
  /** Forgets what was taken down so far. */
  forget(): void;
}

/** Runs in the page, before any script of it. Holds everything that it needs, for it is sent as text. */
export function recordPage(): void {
  const MOST = 100_000; // entries of a kind; a page that is as bad as that has failed already
  const WORDS = 60; // characters of what is named in a message
  const BLOCKS = "p, pre, ul, ol, table, blockquote, h1, h2, h3, h4, h5, h6";
  interface ShiftEntry extends PerformanceEntry {
    readonly value: number;
    readonly hadRecentInput: boolean;
    readonly sources: readonly { readonly node: Node | null }[];
  }
  const shifts: Shift[] = [];
  const longTasks: LongTask[] = [];
  const removals: Removal[] = [];

  const wordsOf = (node: Node | null) => node?.textContent?.trim().slice(0, WORDS) ?? "";
  const named = (node: Node | null) => {
    const element = node instanceof Element ? node : node?.parentElement;
    return `"${wordsOf(node)}" in <${element?.localName ?? "?"} class="${element?.className ?? ""}">`;
  };
  const hasText = (node: Node) =>
    node.nodeType !== Node.COMMENT_NODE && (node.textContent ?? "").trim() !== "";
  const count = (node: Node): number =>
    [...node.childNodes].reduce((sum, child) => sum + count(child), 1);
  /** Whether text stands from a node on; what came in the same changes may be its replacement. */
  const textFollows = (node: Node | null, added: ReadonlySet<Node>) => {
    for (let next = node; next !== null; next = next.nextSibling) {
      if (hasText(next) && !added.has(next)) return true;
    }
    return false;
  };
  /** The block at the end of a node, as far as its elements are known to be blocks of text. */
  const lastBlock = (node: Node): Node => {
    if (node instanceof Element && node.matches(BLOCKS)) return node;
    const child = [...node.childNodes].findLast((each) => each instanceof Element && hasText(each));
    return child === undefined ? node : lastBlock(child);
  };
  const limitOf = (target: Node, added: ReadonlySet<Node>): Node | undefined => {
    for (let node: Node | null = target; node !== null; node = node.parentNode) {
      if (textFollows(node.nextSibling, added)) return node;
    }
    return undefined;
  };

  const takeShifts = (entries: readonly PerformanceEntry[]) => {
    for (const { value, sources, hadRecentInput } of entries as readonly ShiftEntry[]) {
      if (hadRecentInput || shifts.length >= MOST) continue;
      shifts.push({ score: value, moved: sources.map(({ node }) => named(node)) });
    }
  };
  const takeTasks = (entries: readonly PerformanceEntry[]) => {
    for (const { duration } of entries) {
      if (longTasks.length < MOST) longTasks.push({ ms: duration });
    }
  };
  const takeChanges = (changes: readonly MutationRecord[]) => {
    const added = new Set(changes.flatMap(({ addedNodes }) => [...addedNodes]));
    for (const { target, removedNodes, nextSibling } of changes) {
      const removed = [...removedNodes].filter((node) => node.nodeType !== Node.COMMENT_NODE);
      if (removed.length === 0 || removals.length >= MOST) continue;
      const end = removed.findLast(hasText);
      const all = removed.reduce((sum, node) => sum + count(node), 0);
      const last = end === undefined ? all : count(lastBlock(end));
      removals.push({
        target,
        isFollowed: textFollows(nextSibling, added),
        limit: limitOf(target, added),
        before: all - last,
        last,
        words: wordsOf(removed.find(hasText) ?? null),
      });
    }
  };

  const shiftObserver = new PerformanceObserver((list) => takeShifts(list.getEntries()));
  shiftObserver.observe({ type: "layout-shift", buffered: true });
  const taskObserver = new PerformanceObserver((list) => takeTasks(list.getEntries()));
  taskObserver.observe({ type: "longtask", buffered: true });
  const changes = new MutationObserver(takeChanges);
  changes.observe(document, { subtree: true, childList: true });

  const settled = async () => {
    // A frame is measured once it was drawn, which is before the second one after it.
    for (let frame = 0; frame < 2; frame += 1) {
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    }
    takeShifts(shiftObserver.takeRecords());
    takeTasks(taskObserver.takeRecords());
    takeChanges(changes.takeRecords());
  };
  const forget = () => {
    for (const list of [shifts, longTasks, removals]) list.length = 0;
  };
  const record: PageRecord = { shifts, longTasks, removals, settled, forget };
  Object.defineProperty(globalThis, "streamTestRecord", { value: record }); // RECORD, as text
}
