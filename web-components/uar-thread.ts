import { KeptPlace } from "./chat/kept-place.ts";

/** Closer to the end than this counts as at the end. */
const NEAR_PX = 24;
/** From here on a motion is a person's, not rounding. */
const MOTION_PX = 1;
/** The links that what they lead to takes the place of. */
const EARLIER = ".earlier, .earlier-parts";
/** From so many turns on those that are far from the view leave the page. */
const MANY_TURNS = 40;
/** What opens does so within this time; a later change is no answer to the click. */
const HELD_MS = 500;

/**
 * Where the thread stands while it grows.
 *
 * 1. Following writes the place in the frame in which the content grew, at once, never smoothly.
 * 2. Any upward motion of the person ends following; a change of height alone does not.
 * 3. Following begins again near the end, with End, with "Latest", and when a message is sent.
 * 4. A part that the person opens or closes keeps its head where it is, from the press on; so does the
 *    turn or the part behind earlier ones that come in.
 * 5. While text is selected nothing moves.
 * 6. What is read keeps its place whatever changes above it: the browser's own anchoring is off.
 * 7. Of many turns, those far from the view are put away.
 * 8. While it follows, a motion is looked at behind what the frame writes and before the place is: so one
 *    layout a frame does.
 */
export class UarThread extends HTMLElement {
  readonly #resize = new ResizeObserver(() => this.#settle());
  #gone = new AbortController();
  #following = true;
  #lastTop = 0;
  #lastHeight = 0;
  #isPressed = false;
  #place = new KeptPlace(this);
  #held: { readonly head: Element; readonly top: number } | undefined;
  #newestWhenLeft: Element | undefined;
  #isDropping = false;
  #look = 0;
  #scroller: HTMLElement = this;
  #latest: HTMLElement | null = null;

  connectedCallback(): void {
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    const scroller = this.querySelector<HTMLElement>(".scroller");
    if (scroller === null) throw new Error("A thread needs an element of the class scroller");
    this.#scroller = scroller;
    this.#place = new KeptPlace(scroller);
    this.#latest = this.querySelector(".latest");
    this.#resize.observe(scroller);
    for (const child of scroller.children) this.#resize.observe(child);
    this.dispatchEvent(new Event("uar-thread-ready", { bubbles: true }));
    this.#following = this.#distance() <= NEAR_PX;
    this.#newestWhenLeft = this.#newestPart();
    this.#remember();

    scroller.addEventListener("scroll", () => this.#moved(), { signal, passive: true });
    scroller.addEventListener("wheel", (event) => this.#wheeled(event), { signal, passive: true });
    scroller.addEventListener("pointerdown", (event) => this.#grasp(event), { signal });
    for (const end of ["pointerup", "pointercancel"] as const) {
      this.ownerDocument.addEventListener(end, () => this.#letGo(), { signal });
    }
    scroller.addEventListener("click", (event) => this.#hold(event), { signal, capture: true });
    scroller.addEventListener("keydown", (event) => this.#pressed(event), { signal });
    scroller.addEventListener("htmx:before:swap", (event) => this.#holdBelow(event), { signal });
    this.#latest?.addEventListener("click", () => this.follow(), { signal });
    this.ownerDocument.addEventListener("submit", (event) => this.#sent(event), { signal });
    this.#settle();
  }

  disconnectedCallback(): void {
    this.#gone.abort();
    this.#isDropping = false;
    this.#resize.disconnect();
    cancelAnimationFrame(this.#look);
    this.#look = 0;
  }

  get following(): boolean {
    return this.#following;
  }

  /** Goes to the end and stays there (3). */
  follow(): void {
    this.#following = true;
    this.#toEnd();
    this.#showLatest();
  }

  /** Runs after layout and before paint, whenever the view or the content changed its size (1). */
  #settle(): void {
    if (this.#held !== undefined) {
      const { head, top } = this.#held;
      this.#scroller.scrollTop += head.getBoundingClientRect().top - top; // (4)
      this.#held = undefined;
      if (this.#distance() > NEAR_PX) this.#leave();
    } else if (!this.#following) this.#place.restore(); // (6)
    else if (!this.#isPressed && !this.#isSelecting()) this.#toEnd();
    this.#remember();
    this.#showLatest();
    this.#dropFar();
  }

  #moved(): void {
    if (!this.#following) this.#scrolled();
    else this.#look ||= requestAnimationFrame(() => this.#scrolled()); // (8)
  }

  #scrolled(): void {
    this.#look = 0;
    const { scrollTop, scrollHeight } = this.#scroller;
    const up = scrollTop <= this.#lastTop - MOTION_PX;
    const shrunk = scrollHeight < this.#lastHeight;
    if (up && !shrunk) this.#leave(); // (2)
    else if (!this.#following && this.#distance() <= NEAR_PX && scrollTop > this.#lastTop) {
      this.#following = true; // (3)
    }
    this.#remember();
    this.#showLatest();
  }

  #wheeled(event: WheelEvent): void {
    if (event.deltaY < 0) this.#leave();
  }

  #pressed(event: KeyboardEvent): void {
    if (event.key === "End" && !event.defaultPrevented) this.follow();
    if (["PageUp", "ArrowUp", "Home"].includes(event.key)) this.#leave();
  }

  /** (4) A control must not move away between the press and the click. */
  #grasp({ target }: Event): void {
    this.#isPressed = target instanceof Element && target.closest("summary, button, a") !== null;
  }

  #letGo(): void {
    if (!this.#isPressed) return;
    this.#isPressed = false;
    // The click comes first: it may want to keep its place. So does a motion of this frame.
    requestAnimationFrame(() => {
      this.#scrolled();
      this.#settle();
    });
  }

  #hold(event: Event): void {
    if (!(event.target instanceof Element)) return;
    const link = event.target.closest(".earlier-parts");
    this.#keep(link?.nextElementSibling ?? event.target.closest("summary"));
  }

  /** (4) The link to older turns or parts gives way to them; a focus on it would be lost. */
  #holdBelow({ target }: Event): void {
    if (!(target instanceof HTMLElement) || !target.matches(EARLIER)) return;
    this.#keep(target.nextElementSibling);
    if (target.matches(":focus")) this.#scroller.focus({ preventScroll: true });
  }

  #keep(head: Element | null): void {
    if (head === null) return;
    const held = { head, top: head.getBoundingClientRect().top };
    this.#held = held;
    setTimeout(() => {
      if (this.#held === held) this.#held = undefined;
    }, HELD_MS);
  }

  #sent(event: Event): void {
    if (event.target instanceof Element && event.target.matches(".composer"))
      this.#following = true;
  }

  #leave(): void {
    if (!this.#following) return;
    this.#following = false;
    this.#newestWhenLeft = this.#newestPart();
  }

  #toEnd(): void {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  #distance(): number {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight;
  }

  #remember(): void {
    this.#lastTop = this.#scroller.scrollTop;
    this.#lastHeight = this.#scroller.scrollHeight;
    if (!this.#following) this.#place.remember();
  }

  /** (5) */
  #isSelecting(): boolean {
    const selection = this.ownerDocument.getSelection();
    return (
      selection !== null && !selection.isCollapsed && this.#scroller.contains(selection.anchorNode)
    );
  }

  #showLatest(): void {
    const button = this.#latest;
    if (button === null) return;
    const hidden = this.#following || this.#distance() <= NEAR_PX;
    // Written anew, even the same value costs a pass over the styles.
    if (button.hidden !== hidden) button.hidden = hidden;
    if (hidden) return;
    const label = button.querySelector("span");
    const added = this.#newParts();
    if (label !== null) label.textContent = added > 0 ? `Latest, ${added} new` : "Latest";
  }

  #newestPart(): Element | undefined {
    return [...this.querySelectorAll(".part")].at(-1);
  }

  /** How many parts came behind the one that was the newest when the person left the end. */
  #newParts(): number {
    const parts = [...this.querySelectorAll(".part")];
    const known = this.#newestWhenLeft;
    if (known === undefined) return parts.length;
    const newest = parts.lastIndexOf(known);
    return newest === -1 ? 0 : parts.length - 1 - newest;
  }

  /** (7) */
  #dropFar(): void {
    const turns = this.#scroller.firstElementChild?.childElementCount ?? 0;
    if (this.#isDropping || turns < MANY_TURNS) return;
    this.#isDropping = true;
    const { signal } = this.#gone;
    import("./chat/far-turns.ts").then(({ dropFarTurns }) => {
      if (!signal.aborted) dropFarTurns(this.#scroller, signal);
    }, reportError);
  }
}
