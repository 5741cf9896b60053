import { render } from "lit/html.js";

import type { Alternatives } from "#views/chat/alternatives.ts";
import { alternativesNav } from "#views/chat/alternatives-nav.ts";
import { urls } from "#views/urls.ts";
import { contentOf } from "./far-turns.ts";
import type { ShownThread } from "./new-turns.ts";

/** Draws the arrows of each turn as they are now; the rest of the turn stays. */
export async function drawArrows(
  root: ParentNode,
  { session, thread }: ShownThread,
): Promise<void> {
  const response = await fetch(urls.arrows(session, thread));
  if (!response.ok) {
    throw new Error(`The server answered "${response.status}" for the arrows of "${session}"`);
  }
  const known = (await response.json()) as Readonly<Record<string, Alternatives>>;
  for (const turn of root.querySelectorAll(".turn")) {
    const { questions = [], answers = [] } = known[turn.id] ?? {};
    const frame = { session_id: session };
    const content = contentOf(turn);
    put(content, ".question", alternativesNav(questions, { ...frame, noun: "question" }));
    put(content, ".turn-acts", alternativesNav(answers, { ...frame, noun: "answer" }));
  }
}

/** An arrow that has the focus keeps it. */
function put(turn: Element, place: string, arrows: unknown): void {
  const home = turn.querySelector(`:scope > ${place}`);
  if (home === null) return;
  const drawn = document.createElement("div");
  render(arrows, drawn);
  const before = home.querySelector<HTMLElement>(":scope > .alternatives");
  const after = drawn.querySelector<HTMLElement>(".alternatives");
  const { branch } = (document.activeElement as HTMLElement | null)?.dataset ?? {};
  const hadFocus = before?.contains(document.activeElement) === true;
  before?.remove();
  if (after === null) return;
  const head = home.querySelector(":scope > h2");
  if (head === null) home.prepend(after);
  else head.after(after);
  if (hadFocus) after.querySelector<HTMLElement>(`[data-branch="${branch}"]`)?.focus();
}
