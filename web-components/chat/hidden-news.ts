import type { EventOf } from "#runtime/event/catalogue.ts";
import { toolLabel } from "#views/run/tool-call-words.ts";
import { wantsNotifications } from "./notify-choice.ts";
import { markEnd, markTitle, waitingInTitle } from "./page-marks.ts";

/** What a person who looks elsewhere wants to hear of a run: that it asks, or that it is over. */
export type News = EventOf<"action.required" | "turn.completed" | "turn.failed">;

/** Tells it in the title of the page and, where the person turned that on, by a notification. */
export function tellNews(event: News): void {
  if (event.type === "action.required") markTitle(waitingInTitle() + 1);
  else markEnd(event.type === "turn.completed");
  document.addEventListener("visibilitychange", () => markTitle(waitingInTitle()), { once: true });
  if (wantsNotifications()) notify(event);
}

function notify(event: News): void {
  const { run_id: tag = "" } = event;
  try {
    const shown = new Notification(words(event), { body: document.title, tag });
    shown.addEventListener("click", () => {
      window.focus();
      shown.close();
    });
  } catch (cause) {
    // Some phones have the name and allow only service workers to use it: the title still tells.
    if (!(cause instanceof TypeError)) throw cause;
  }
}

function words(event: News): string {
  switch (event.type) {
    case "action.required":
      return `${toolLabel(event.payload.tool)} waits for your answer`;
    case "turn.completed":
      return "The answer is complete";
    case "turn.failed":
      return event.payload.error.message;
  }
}
