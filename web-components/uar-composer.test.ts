import { beforeEach, expect, test, vi } from "vitest";

import { StopEvent, UarComposer } from "./uar-composer.ts";

customElements.define("uar-composer", UarComposer);

let composer: UarComposer;
let sent: string[];

beforeEach(() => {
  localStorage.clear();
  composer = openComposer();
});

test("Enter sends", () => {
  write("Hello");

  press({ key: "Enter" });

  expect(sent).toEqual(["Hello"]);
});

test.each([{ ctrlKey: true }, { metaKey: true }])("Enter with %j sends now", (keys) => {
  write("Hello");

  press({ key: "Enter", ...keys });

  expect(sent).toEqual(["Hello now"]);
});

test.each([
  ["with Shift", { key: "Enter", shiftKey: true }],
  ["while an input method composes", { key: "Enter", isComposing: true }],
  ["of an input method that tells only the code", { key: "Enter", keyCode: 229 }],
])("Enter %s does not send", (_, init) => {
  write("Hello");

  press(init);

  expect(sent).toEqual([]);
});

test("an empty message is not sent", () => {
  write("   ");

  press({ key: "Enter" });

  expect(sent).toEqual([]);
});

test("what is being written survives a reload, and is gone once sent", () => {
  write("A draft");
  composer = openComposer();
  expect(textarea().value).toBe("A draft");

  press({ key: "Enter" });
  composer = openComposer();

  expect(textarea().value).toBe("");
});

test("drafts of two sessions are kept apart", () => {
  write("For one");

  composer = openComposer("s_2");

  expect(textarea().value).toBe("");
});

test("a message that could not be sent comes back, before what was written since", () => {
  write("First");
  composer.dispatchEvent(new Event("htmx:before:request"));
  expect(textarea().value).toBe("");
  write("Second");

  composer.dispatchEvent(new Event("htmx:error"));

  expect(textarea().value).toBe("First\nSecond");
});

test("a refusal that is swapped in beside the form stays there", () => {
  const place = Object.assign(document.createElement("div"), { id: "composer-error" });
  composer.append(place);
  write("First");
  composer.dispatchEvent(new Event("htmx:before:request"));

  composer.dispatchEvent(new Event("htmx:response:error"));
  place.textContent = "The file is too large";
  composer.dispatchEvent(new Event("htmx:after:swap"));

  expect(place.textContent).toBe("The file is too large");
  expect(composer.querySelector<HTMLInputElement>("[name=idempotency_key]")?.value).toBe("key_1");
});

test("each message has a key of its own", () => {
  const key = composer.querySelector<HTMLInputElement>("[name=idempotency_key]");

  composer.dispatchEvent(new Event("htmx:before:request"));
  composer.dispatchEvent(new Event("htmx:after:swap"));

  expect(key?.value).not.toBe("key_1");
  expect(key?.value).not.toBe("");
});

test("with a run it can be stopped, and says what a message does now", () => {
  const button = composer.querySelector<HTMLButtonElement>(".stop");
  expect(button?.hidden).toBe(true);

  composer.setAttribute("run", "r_1");

  expect(button?.hidden).toBe(false);
  expect(textarea().placeholder).toBe("Queue the next message");
  expect(composer.querySelector("#stop-form")?.getAttribute("action")).toBe("/runs/r_1/interrupt");
});

test("stop acts when the button is pressed down, says so at once and asks once", () => {
  const stops: string[] = [];
  composer.addEventListener(StopEvent.type, (event) => {
    if (event instanceof StopEvent) stops.push(event.run_id);
  });
  composer.setAttribute("run", "r_1");
  const button = composer.querySelector<HTMLButtonElement>(".stop");

  button?.dispatchEvent(new PointerEvent("pointerdown", { button: 0, bubbles: true }));
  const label = button?.textContent;
  button?.click();

  expect(label).toBe("Stopping");
  expect(stops).toEqual(["r_1"]);
});

test("a stop that takes long can be forced by the next press, and another run begins anew", () => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  composer.setAttribute("run", "r_1");
  composer.stop();
  expect(force().disabled).toBe(true);

  vi.advanceTimersByTime(2000);
  expect(composer.querySelector(".stop")?.textContent).toBe("Force stop");
  expect(force().disabled).toBe(false);
  composer.setAttribute("run", "r_2");

  expect(composer.querySelector(".stop")?.textContent).toBe("Stop");
  expect(force().disabled).toBe(true);
  vi.useRealTimers();
});

test("without a run there is nothing to stop", () => {
  expect(composer.stop()).toBe(false);
});

function openComposer(session = "s_1"): UarComposer {
  document.body.replaceChildren();
  sent = [];
  const opened = new UarComposer();
  opened.setAttribute("session", session);
  const form = document.createElement("form");
  form.className = "composer";
  const message = Object.assign(document.createElement("textarea"), {
    name: "message",
    required: true,
  });
  const key = Object.assign(document.createElement("input"), {
    type: "hidden",
    name: "idempotency_key",
    value: "key_1",
  });
  const stopForm = Object.assign(document.createElement("form"), { id: "stop-form" });
  stopForm.action = "about:blank";
  const last = { name: "force", value: "yes", disabled: true };
  stopForm.append(Object.assign(document.createElement("input"), last));
  const stop = Object.assign(document.createElement("button"), { className: "stop", hidden: true });
  stop.setAttribute("form", "stop-form");
  stop.append(document.createElement("span"));
  const now = Object.assign(document.createElement("button"), { className: "now" });
  form.append(message, key, stop, now);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sent.push(event.submitter === now ? `${message.value} now` : message.value);
  });
  opened.append(form, stopForm);
  document.body.append(opened);
  return opened;
}

function textarea(): HTMLTextAreaElement {
  const found = composer.querySelector("textarea");
  if (found === null) throw new Error("The composer has no textarea");
  return found;
}

function force(): HTMLInputElement {
  const field = composer.querySelector<HTMLInputElement>("[name=force]");
  if (field === null) throw new Error("The form of the stop has no last rung");
  return field;
}

function write(text: string): void {
  textarea().value = text;
  textarea().dispatchEvent(new Event("input", { bubbles: true }));
}

function press(init: KeyboardEventInit): void {
  textarea().dispatchEvent(
    new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init }),
  );
}
