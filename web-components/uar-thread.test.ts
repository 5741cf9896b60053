import { afterEach, beforeEach, expect, test } from "vitest";

import { UarThread } from "./uar-thread.ts";

customElements.define("uar-thread", UarThread);

let thread: UarThread;
let scroller: HTMLElement;
let column: HTMLElement;

beforeEach(() => {
  document.body.replaceChildren();
  thread = new UarThread();
  scroller = element("div", { className: "scroller", tabIndex: 0 });
  column = element("div", {});
  const latest = element("button", { className: "latest", hidden: true });
  latest.append(element("span", {}));
  scroller.append(column);
  thread.append(scroller, latest);
  scroller.style.cssText = "block-size: 300px; overflow-y: auto; overflow-anchor: none";
  grow(1000);
  document.body.append(thread);
  scroller.scrollTop = scroller.scrollHeight;
});

afterEach(() => thread.remove());

test("content that grows is followed in the frame in which it grows", async () => {
  thread.follow();
  grow(400);

  await painted();

  expect(distance()).toBe(0);
});

test("a view that shrinks keeps the end in view", async () => {
  thread.follow();
  await painted();

  scroller.style.blockSize = "200px";
  await painted();

  expect(distance()).toBe(0);
});

test("moving up ends following, and growing content does not bring it back", async () => {
  thread.follow();
  await painted();

  scroller.scrollTop -= 200;
  await painted();
  const place = scroller.scrollTop;
  grow(500);
  await painted();

  expect(thread.following).toBe(false);
  expect(scroller.scrollTop).toBe(place);
});

test("content that shrinks does not end following", async () => {
  thread.follow();
  await painted();

  column.lastElementChild?.remove();
  grow(300);
  await painted();

  expect(thread.following).toBe(true);
  expect(distance()).toBe(0);
});

test("a turn of the wheel upwards ends following before anything has moved", () => {
  thread.follow();

  scroller.dispatchEvent(new WheelEvent("wheel", { deltaY: -1 }));

  expect(thread.following).toBe(false);
});

test("scrolling down to the end begins following again", async () => {
  thread.follow();
  await painted();
  scroller.scrollTop -= 200;
  await painted();

  scroller.scrollTop = scroller.scrollHeight;
  await painted();

  expect(thread.following).toBe(true);
});

test("the button names how many parts are new, goes to the end and is gone there", async () => {
  const button = thread.querySelector<HTMLButtonElement>(".latest");
  thread.follow();
  await painted();
  scroller.scrollTop -= 200;
  await painted();

  grow(100, "part");
  grow(100, "part");
  await painted();
  expect(button?.hidden).toBe(false);
  expect(button?.textContent).toBe("Latest, 2 new");
  button?.click();
  await painted();

  expect(button?.hidden).toBe(true);
  expect(distance()).toBe(0);
});

test("parts that come in above are not counted as new", async () => {
  const button = thread.querySelector<HTMLButtonElement>(".latest");
  grow(100, "part");
  thread.follow();
  await painted();
  scroller.scrollTop -= 200;
  await painted();

  column.prepend(block(500, "part"), block(500, "part"));
  grow(100, "part");
  await painted();

  expect(button?.textContent).toBe("Latest, 1 new");
});

test("a part that is opened keeps its head where it is", async () => {
  const details = element("details", {});
  const summary = element("summary", { textContent: "head" });
  const body = element("div", {});
  body.style.blockSize = "600px";
  details.append(summary, body);
  column.append(details);
  thread.follow();
  await painted();
  const top = summary.getBoundingClientRect().top;

  summary.click();
  await painted();

  expect(summary.getBoundingClientRect().top).toBe(top);
  expect(thread.following).toBe(false);
});

test("what is pressed stays under the pointer until it is let go", async () => {
  const button = element("button", { textContent: "act" });
  column.append(button);
  thread.follow();
  await painted();
  const top = button.getBoundingClientRect().top;

  button.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
  grow(300);
  await painted();
  expect(button.getBoundingClientRect().top).toBe(top);
  button.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
  await painted();

  expect(thread.following).toBe(true);
  expect(distance()).toBe(0);
});

test("a click that opens nothing does not pull the view back later", async () => {
  const summary = element("summary", { textContent: "empty" });
  const details = element("details", {});
  details.append(summary);
  column.append(details);
  thread.follow();
  await painted();

  summary.click();
  await new Promise((resolve) => setTimeout(resolve, 600));
  scroller.scrollTop -= 150;
  await painted();
  const place = scroller.scrollTop;
  grow(50);
  await painted();

  expect(scroller.scrollTop).toBe(place);
});

test("what is read stays where it is while something above it grows or shrinks", async () => {
  const above = column.firstElementChild;
  if (!(above instanceof HTMLElement)) throw new Error("The column has a block");
  grow(800, "part");
  thread.follow();
  await painted();
  scroller.scrollTop -= 200;
  await painted();
  const top = column.lastElementChild?.getBoundingClientRect().top;

  for (const height of [1400, 700]) {
    above.style.blockSize = `${height}px`;
    await painted();

    expect(column.lastElementChild?.getBoundingClientRect().top).toBe(top);
  }
  expect(thread.following).toBe(false);
});

test("a motion by script while content changes above is not undone", async () => {
  const above = column.firstElementChild;
  if (!(above instanceof HTMLElement)) throw new Error("The column has a block");
  grow(2000, "part");
  thread.follow();
  await painted();
  scroller.scrollTop = 1500;
  await painted();

  requestAnimationFrame(() => {
    scroller.scrollTop = 1200;
    above.style.blockSize = "1100px";
  });
  await painted();

  expect(scroller.scrollTop).toBe(1200);
});

test("while text is selected the view stays where it is", async () => {
  column.append(element("p", { textContent: "some words" }));
  thread.follow();
  await painted();
  const place = scroller.scrollTop;
  getSelection()?.selectAllChildren(column.lastElementChild ?? column);

  grow(300);
  await painted();
  expect(scroller.scrollTop).toBe(place);
  getSelection()?.removeAllRanges();
  grow(10);
  await painted();

  expect(distance()).toBe(0);
});

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]>,
): HTMLElementTagNameMap[Name] {
  return Object.assign(document.createElement(name), properties);
}

function grow(px: number, className = ""): void {
  column.append(block(px, className));
}

function block(px: number, className: string): HTMLElement {
  const made = element("div", { className });
  made.style.blockSize = `${px}px`;
  return made;
}

function distance(): number {
  return Math.round(scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight);
}

/** Scroll events come before a frame, sizes are observed within it. */
async function painted(): Promise<void> {
  for (let frame = 0; frame < 2; frame++) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}
