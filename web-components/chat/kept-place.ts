/** What stands at the top of the view, and what is looked for in it when it begins above the view. */
const AROUND = ".turn, .part";
const WITHIN = [".part", ".prose > *"];

/** Keeps what a person reads where it is while something above it changes its height. */
export class KeptPlace {
  readonly #scroller: HTMLElement;
  #read: { readonly element: Element; readonly top: number } | undefined;
  #scrollTop = 0;

  constructor(scroller: HTMLElement) {
    this.#scroller = scroller;
  }

  /** Takes the first thing in the view as that which is read. */
  remember(): void {
    this.#scrollTop = this.#scroller.scrollTop;
    const element = this.#firstInView();
    this.#read = element && { element, top: element.getBoundingClientRect().top };
  }

  /** Puts it back, unless a motion that nobody has told of yet brought it elsewhere. */
  restore(): void {
    if (this.#read?.element.isConnected !== true) return;
    if (this.#scroller.scrollTop !== this.#scrollTop && !this.#isCutOff()) return;
    const { element, top } = this.#read;
    this.#scroller.scrollTop += element.getBoundingClientRect().top - top;
  }

  #firstInView(): Element | undefined {
    const { left, top, width } = this.#scroller.getBoundingClientRect();
    const hit = document.elementFromPoint(left + width / 2, top + 2);
    const around = hit?.closest(AROUND);
    if (around == null || !this.#scroller.contains(around)) return undefined;
    let found: Element = around;
    for (const inner of WITHIN) {
      if (found.getBoundingClientRect().top >= top) break;
      found = firstBelow(found.querySelectorAll(inner), top) ?? found;
    }
    return found;
  }

  /** Content that got shorter than the place lets the browser alone choose the end. */
  #isCutOff(): boolean {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    return scrollTop < this.#scrollTop && scrollHeight - scrollTop - clientHeight <= 1;
  }
}

function firstBelow(elements: Iterable<Element>, top: number): Element | undefined {
  return [...elements].find((each) => each.getBoundingClientRect().bottom > top + 1);
}
