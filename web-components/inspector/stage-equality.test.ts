import { render } from "@lit-labs/ssr";
import { collectResult } from "@lit-labs/ssr/lib/render-result.js";
import { expect, it, onTestFinished } from "vitest";

import { EventIndex } from "#views/inspector/event-index.ts";
import { RunStates } from "#views/inspector/run-states.ts";
import { sampleRun } from "#views/inspector/sample-run.ts";
import { stageEnd } from "#views/inspector/stage-view.ts";
import { urls } from "#views/urls.ts";
import { mountInspector } from "./mounted-inspector.ts";

/** Enough to see every kind of part begin, grow and end. */
const VISITS = 70;

const entries = sampleRun();
const index = new EventIndex(entries);

/** The server's stage after an event, from the log and nothing else. */
async function servedStage(sequence: number): Promise<string> {
  const turn = new RunStates(index).at(index.positionOf(sequence));
  const whole = urls.stage("r_8f2c", { at: sequence });
  const text = await collectResult(render(stageEnd(turn, whole)));
  return plain(new DOMParser().parseFromString(`<body>${text}`, "text/html").body);
}

/** HTML without what only says who made it: comments, the order of attributes, the changed mark. */
function plain(element: Element): string {
  const copy = document.importNode(element, true);
  const comments = document.createTreeWalker(copy, NodeFilter.SHOW_COMMENT);
  const found: Node[] = [];
  while (comments.nextNode()) found.push(comments.currentNode);
  for (const comment of found) comment.parentNode?.removeChild(comment);
  for (const each of copy.querySelectorAll("*")) {
    each.removeAttribute("data-changed");
    const attributes = [...each.attributes].toSorted((a, b) => a.name.localeCompare(b.name));
    for (const { name } of attributes) each.removeAttribute(name);
    for (const { name, value } of attributes) each.setAttribute(name, value);
  }
  copy.normalize();
  return copy.innerHTML;
}

it("the stage in the browser is the server's stage, wherever one came from", async () => {
  const inspector = await mountInspector(entries, { query: { at: "95" } });
  onTestFinished(inspector.unmount);
  const box = inspector.root.querySelector<HTMLInputElement>(".event-box input[name=at]");
  const stage = inspector.root.querySelector(".stage-screen");
  if (box === null || stage === null) throw new Error("The page has no event box or no stage");

  // In leaps back and forth: 89 has no common divisor with 206, so no event comes twice.
  for (let visit = 0; visit < VISITS; visit += 1) {
    const sequence = ((visit * 89) % entries.length) + 1;
    box.value = String(sequence);
    box.form?.requestSubmit();
    await inspector.expectAt(sequence);

    expect(plain(stage)).toBe(await servedStage(sequence));
  }
});
