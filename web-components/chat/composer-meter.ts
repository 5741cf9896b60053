import { render } from "lit/html.js";

import { contextMeter, contextUse } from "#views/chat/context-meter.ts";
import { RunChangeEvent } from "#web-components/run-change-event.ts";

/** Keeps the meter of the context up to date with the run that goes on. */
export function composerMeter(composer: HTMLElement, signal: AbortSignal): void {
  const place = composer.querySelector<HTMLElement>("[data-slot=meter]");
  const chat = composer.closest("uar-chat");
  if (place === null || chat === null) return;
  let drawn = "";
  chat.addEventListener(
    RunChangeEvent.type,
    (event) => {
      if (!(event instanceof RunChangeEvent)) return;
      const use = contextUse(event.run);
      if (use.used === undefined || JSON.stringify(use) === drawn) return;
      if (drawn === "") place.replaceChildren();
      drawn = JSON.stringify(use);
      render(contextMeter(use), place);
    },
    { signal },
  );
}
