import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { queueMoves } from "./queue-moves.ts";

let place: HTMLElement;
let asked: string[];
let gone: AbortController;

beforeEach(() => {
  gone = new AbortController();
  asked = [];
  vi.stubGlobal("fetch", (address: string, { body }: { body: URLSearchParams }) => {
    asked.push(`${address} ${body}`);
    return Promise.resolve(new Response(null, { status: 204 }));
  });
  place = document.createElement("div");
  place.append(...["t_1", "t_2", "t_3"].map(chip));
  document.body.replaceChildren(place);
  queueMoves(place, gone.signal);
});

afterEach(() => {
  gone.abort();
  vi.unstubAllGlobals();
});

test("Alt with an arrow key moves the message that has the focus by one place", () => {
  press("t_2", "ArrowUp");
  press("t_2", "ArrowDown");

  expect(asked).toEqual([
    "/queue/t_2 change=promote&position=0",
    "/queue/t_2 change=promote&position=2",
  ]);
});

test("the first goes no further up, and arrows without Alt or in words that are edited move nothing", () => {
  press("t_1", "ArrowUp");
  press("t_2", "ArrowUp", { altKey: false });
  const words = document.createElement("textarea");
  of("t_2").append(words);
  words.dispatchEvent(
    new KeyboardEvent("keydown", { key: "ArrowUp", altKey: true, bubbles: true }),
  );

  expect(asked).toEqual([]);
});

test("a message that is dragged by its place goes where it is dropped", () => {
  const handle = of("t_3").querySelector<HTMLElement>(".queue-place");
  handle?.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
  expect(handle?.draggable).toBe(true);

  drag(handle, "dragstart");
  drag(of("t_1"), "dragover");
  expect(of("t_1").hasAttribute("data-drop")).toBe(true);
  drag(of("t_1"), "drop");
  drag(handle, "dragend");

  expect(asked).toEqual(["/queue/t_3 change=promote&position=0"]);
  expect(place.querySelector("[data-drop]")).toBeNull();
});

function chip(turn: string): HTMLElement {
  const item = document.createElement("li");
  item.dataset["queued"] = turn;
  const handle = Object.assign(document.createElement("span"), { className: "queue-place" });
  item.append(handle, document.createElement("button"));
  return item;
}

function of(turn: string): HTMLElement {
  const item = place.querySelector<HTMLElement>(`[data-queued=${turn}]`);
  if (item === null) throw new Error(`There is no message "${turn}"`);
  return item;
}

function press(turn: string, key: string, keys: KeyboardEventInit = { altKey: true }): void {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...keys });
  of(turn).querySelector("button")?.dispatchEvent(event);
}

function drag(target: Element | null | undefined, type: string): void {
  const dataTransfer = new DataTransfer();
  target?.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
}
