import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { emptyThread, fold } from "#runtime/state/fold.ts";
import type { TurnState } from "#runtime/state/thread-state.ts";
import { backView, CONNECTION } from "#views/chat/connection-view.ts";
import { queueView } from "#views/chat/queue-view.ts";
import { scriptRun } from "#views/inspector/script-run.ts";
import { citationCard } from "#views/run/citation-mark.ts";
import type { Component } from "./scene.ts";

/** What a citation's number opens. */
export const CITATION_CARD: Component = {
  name: "citation-card",
  title: "Citation card",
  words: "The quoted words, where they are, and the way there. It opens at a number in the answer.",
  scenes: [
    {
      id: "citation-quoted",
      title: "With a quote",
      words: "Lines of a file",
      draw: () =>
        citationCard(
          "r_8f2c",
          {
            index: 1,
            title: "retry.ts",
            path: "retry.ts",
            start_line: 38,
            end_line: 44,
            quote: "if (cause.kind === 'timeout') {\n  return retryStep(step, attempt + 1)",
            sequence: 142,
          },
          3,
        ),
    },
  ],
};

/** Whether the page hears of what happens. */
export const BANNER: Component = {
  name: "banner",
  title: "Connection",
  words:
    "What the page says when its stream is away for more than three seconds, and when it is back.",
  scenes: [
    {
      id: "banner-offline",
      title: "Offline",
      words: "The browser has no network",
      draw: () => CONNECTION.offline,
    },
    {
      id: "banner-reconnecting",
      title: "Reconnecting",
      words: "The server does not answer",
      draw: () => CONNECTION.reconnecting,
    },
    {
      id: "banner-refused",
      title: "Refused",
      words: "The server no longer knows this browser",
      draw: () => CONNECTION.refused,
    },
    {
      id: "banner-back",
      title: "Back",
      words: "How much was missed; it goes away by itself",
      draw: () => backView(42, 701),
    },
  ],
};

/** Messages that wait for the run before them. */
export const QUEUE: Component = {
  name: "queue",
  title: "Queue",
  words:
    "Messages sent while a run goes on: each can be edited, moved, sent at once or taken back.",
  scenes: [
    {
      id: "queue-one",
      title: "One waits",
      words: "It is sent when the run has ended",
      draw: () => queued(["Then open a PR against main with a changelog line"]),
    },
    {
      id: "queue-several",
      title: "Several wait",
      words: "All but the next can be made the next",
      draw: () => queued(["Then open a PR against main", "And say what is still open"]),
    },
  ],
};

function queued(texts: readonly string[]) {
  const turns = texts.map(waiting);
  return queueView({ queue: turns.map(({ turn_id }) => turn_id), turns });
}

function waiting(text: string, index: number): TurnState {
  const entries = scriptRun((write) => {
    write(0, { type: "turn.submitted", payload: { input: { text }, options: {} } });
  });
  const turn_id = `t_${index + 1}`;
  const events: readonly RuntimeEvent[] = entries.map(({ event }) => ({ ...event, turn_id }));
  const [turn] = events.reduce(fold, emptyThread("s_1", "th_1")).turns;
  if (turn === undefined) throw new Error(`"${text}" makes no turn`);
  return turn;
}
