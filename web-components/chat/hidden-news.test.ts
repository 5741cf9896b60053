import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { UarNotify } from "#web-components/uar-notify.ts";
import { type News, tellNews } from "./hidden-news.ts";

customElements.define("uar-notify", UarNotify);

let shown: string[];
let permission: NotificationPermission;
let asked: number;

beforeEach(() => {
  localStorage.clear();
  document.title = "Notes";
  [shown, permission, asked] = [[], "default", 0];
  class Known extends EventTarget {
    constructor(title: string, { body }: NotificationOptions = {}) {
      super();
      shown.push(`${title}: ${body}`);
    }
    static get permission(): NotificationPermission {
      return permission;
    }
    static requestPermission(): Promise<NotificationPermission> {
      asked += 1;
      permission = "granted";
      return Promise.resolve(permission);
    }
  }
  vi.stubGlobal("Notification", Known);
});

afterEach(() => {
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

test("the title tells that the run asked or ended, until the page is looked at", () => {
  tellNews(question);
  expect(document.title).toBe("(1) Notes");

  tellNews(end);
  expect(document.title).toBe("✓ Notes");
  document.dispatchEvent(new Event("visibilitychange"));

  expect([document.title, shown]).toEqual(["Notes", []]);
});

test("notifications come only after a click in the settings asked for them", async () => {
  tellNews(end);
  expect([asked, shown]).toEqual([0, []]);

  const settings = openSettings();
  settings.button.click();
  await vi.waitFor(() => expect(settings.words()).toBe("On"));
  tellNews(question);
  settings.button.click();
  await vi.waitFor(() => expect(settings.words()).toBe("Off"));
  tellNews(end);

  expect(asked).toBe(1);
  expect(shown).toEqual(["fs.write waits for your answer: (1) Notes"]);
});

test("where the browser refuses, the settings say so", () => {
  permission = "denied";

  expect(openSettings().words()).toContain("The browser does not allow them");
});

// Of an event, only what is told.
const question = {
  type: "action.required",
  run_id: "r_1",
  payload: { tool: "fs__write" },
} as News;
const end = { type: "turn.completed", run_id: "r_1" } as News;

function openSettings(): { readonly button: HTMLButtonElement; readonly words: () => string } {
  const element = new UarNotify();
  const button = document.createElement("button");
  const words = document.createElement("p");
  words.role = "status";
  element.append(button, words);
  document.body.append(element);
  return { button, words: () => words.textContent };
}
