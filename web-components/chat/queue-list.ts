import { render } from "lit/html.js";

import { queueView } from "#views/chat/queue-view.ts";

/** Shows the messages that wait, in the words that stand in the thread. */
export function queueList(place: HTMLElement): (turns: readonly string[]) => void {
  let owned = false;
  return (turns) => {
    const texts = turns.map(
      (turn) => document.getElementById(turn)?.querySelector(".question p")?.textContent,
    );
    if (!owned) place.replaceChildren();
    owned = true;
    render(queueView(texts.filter((text) => text !== undefined)), place);
  };
}
