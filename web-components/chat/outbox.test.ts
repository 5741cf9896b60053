import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Outbox } from "./outbox.ts";

let composer: HTMLElement;
let gone: AbortController;
let answer: () => Promise<Response>;
let posted: URLSearchParams[];
let submitted: number;

beforeEach(() => {
  sessionStorage.clear();
  posted = [];
  answer = () => Promise.resolve(new Response("", { status: 200 }));
  vi.stubGlobal("fetch", (_: string, { body }: { body: URLSearchParams }) => {
    posted.push(body);
    return answer();
  });
  open();
});

afterEach(() => {
  gone.abort();
  vi.unstubAllGlobals();
});

test("a message that is sent offline waits in sight, and goes out under its key when the page is back", async () => {
  connection("offline");
  send("First");
  const key = field("idempotency_key").value;
  send("Second");

  expect([submitted, posted.length]).toEqual([0, 0]);
  expect(waiting()).toEqual(["First", "Second"]);
  expect(textarea().value).toBe("");
  connection("live");
  await vi.waitFor(() => expect(waiting()).toEqual([]));

  const sent = posted.map((body) => [body.get("message"), body.get("idempotency_key")]);
  expect(sent).toEqual([
    ["First", "key_1"],
    ["Second", key],
  ]);
  expect(key).not.toBe("key_1");
});

test("online a message is sent the ordinary way", () => {
  connection("live");

  send("Hello");

  expect([submitted, waiting()]).toEqual([1, []]);
});

test("what waits survives a reload, and a connection that breaks again", async () => {
  connection("offline");
  send("First");
  gone.abort();
  open();
  expect(waiting()).toEqual(["First"]);

  answer = () => Promise.reject(new TypeError("Failed to fetch"));
  connection("live");
  await vi.waitFor(() => expect(posted).toHaveLength(1));
  connection("offline");
  expect(waiting()).toEqual(["First"]);
  answer = () => Promise.resolve(new Response("", { status: 200 }));
  await new Promise((resolve) => setTimeout(resolve));
  connection("live");
  await vi.waitFor(() => expect(waiting()).toEqual([]));

  expect(posted.map((body) => body.get("idempotency_key"))).toEqual(["key_1", "key_1"]);
});

test("a message can be taken back into its box, before what was written since", () => {
  connection("offline");
  send("First");
  textarea().value = "Second";

  composer.querySelector<HTMLElement>("[aria-label='Take back']")?.click();

  expect([textarea().value, waiting()]).toEqual(["First\nSecond", []]);
});

function open(): void {
  gone = new AbortController();
  submitted = 0;
  composer = document.createElement("div");
  composer.setAttribute("session", "s_1");
  const form = Object.assign(document.createElement("form"), { className: "composer" });
  form.action = "/s/s_1/turns";
  const key = { type: "hidden", name: "idempotency_key", value: "key_1" };
  form.append(
    Object.assign(document.createElement("textarea"), { name: "message" }),
    Object.assign(document.createElement("input"), key),
    Object.assign(document.createElement("input"), { type: "file", name: "files" }),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submitted += 1;
  });
  composer.append(form);
  document.body.replaceChildren(composer);
  new Outbox(composer, gone.signal);
}

function connection(status: string): void {
  composer.dataset["connection"] = status;
}

function send(message: string): void {
  textarea().value = message;
  composer.querySelector("form")?.requestSubmit();
}

function waiting(): readonly (string | undefined)[] {
  return [...composer.querySelectorAll(".outbox .queued")].map((each) => each.textContent);
}

function textarea(): HTMLTextAreaElement {
  return composer.querySelector("textarea") ?? document.createElement("textarea");
}

function field(name: string): HTMLInputElement {
  return composer.querySelector(`[name=${name}]`) ?? document.createElement("input");
}
