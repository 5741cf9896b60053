import { afterEach, expect, test, vi } from "vitest";

import { copyButtons } from "./copy-buttons.ts";

const gone = new AbortController();

afterEach(() => {
  gone.abort();
  vi.restoreAllMocks();
});

test("a link to a turn is copied whole by a click, and opened by one with Ctrl", async () => {
  const copied: string[] = [];
  vi.spyOn(navigator.clipboard, "writeText").mockImplementation((text) => {
    copied.push(text);
    return Promise.resolve();
  });
  const link = Object.assign(document.createElement("a"), { href: "/s/s_1?turn=t_1#t_1" });
  link.dataset["copy"] = "link";
  link.append(Object.assign(document.createElement("span"), { textContent: "Link" }));
  document.body.append(link);
  const said: string[] = [];
  copyButtons(document.body, gone.signal, (text) => said.push(text));
  const opened: Event[] = [];
  addEventListener("click", (event) => {
    if (!event.defaultPrevented) opened.push(event);
    event.preventDefault();
  });

  link.click();
  link.dispatchEvent(new MouseEvent("click", { ctrlKey: true, bubbles: true, cancelable: true }));
  await vi.waitFor(() => expect(said).toEqual(["Copied"]));

  expect(copied).toEqual([`${location.origin}/s/s_1?turn=t_1#t_1`]);
  expect(opened).toHaveLength(1);
  expect(link.textContent).toBe("Copied");
});
