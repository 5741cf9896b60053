import { html, render } from "lit/html.js";
import { expect, it, onTestFinished } from "vitest";

import { UarImport } from "./uar-import.ts";

customElements.define("uar-import", UarImport);

function mount() {
  const place = document.createElement("div");
  document.body.append(place);
  onTestFinished(() => place.remove());
  render(
    html`<uar-import>
      <form><input type="file" name="file" /></form>
      <p class="drop-here" hidden>Drop</p>
    </uar-import>`,
    place,
  );
  const sent: string[] = [];
  place.addEventListener("submit", (event) => {
    event.preventDefault();
    const file = new FormData(event.target as HTMLFormElement).get("file");
    sent.push(file instanceof File ? file.name : "");
  });
  const hint = place.querySelector("p");
  return { sent, isHinted: () => hint?.hidden === false };
}

function drag(type: string, files: readonly File[], text = ""): DragEvent {
  const dataTransfer = new DataTransfer();
  for (const file of files) dataTransfer.items.add(file);
  if (text !== "") dataTransfer.setData("text/plain", text);
  const event = new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true });
  document.body.dispatchEvent(event);
  return event;
}

it("<uar-import> sends its form with a file that is dropped anywhere on the page", () => {
  const { sent, isHinted } = mount();
  const file = new File(["{}"], "run.jsonl");

  const over = drag("dragover", [file]);
  expect(over.defaultPrevented).toBe(true);
  expect(isHinted()).toBe(true);
  drag("drop", [file]);

  expect(sent).toEqual(["run.jsonl"]);
  expect(isHinted()).toBe(false);
});

it("<uar-import> leaves dragged words and an empty drop alone", () => {
  const { sent, isHinted } = mount();

  expect(drag("dragover", [], "words").defaultPrevented).toBe(false);
  expect(drag("drop", [], "words").defaultPrevented).toBe(false);

  expect(isHinted()).toBe(false);
  expect(sent).toEqual([]);
});
