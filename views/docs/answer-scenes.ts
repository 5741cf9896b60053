import {
  cite,
  complete,
  reason,
  request,
  start,
  text,
  type Write,
} from "#views/inspector/script-run.ts";
import type { Component, RunScene } from "./scene.ts";

const THOUGHT =
  "The second request starts thirty seconds after the first, with no result between them. I look at the policy. ";
const WORDS =
  "The tool never failed, it **timed out**. `retryStep()` restarts the step, so the request is sent again:\n\n1. ask\n2. wait\n3. ask again\n";

const CODE =
  "```ts\nexport function resumeAfter(event: RunEvent) {\n  // the answer is already in the log\n  return perform(fold(log.upTo(event.sequence)));\n}\n```\n";

/** What the model thinks. */
export const REASONING: Component = {
  name: "reasoning",
  title: "Reasoning",
  words: "Open while the model thinks, one row once it goes on.",
  scenes: [
    scene("reasoning-live", "Thinking", "Its last lines, as they come", (write) => {
      request(write, 5, "st_1", 1);
      reason(write, "st_1", THOUGHT, 30, 38);
    }),
    scene("reasoning-done", "Thought", "A row with how long it took", (write) => {
      request(write, 5, "st_1", 1);
      reason(write, "st_1", THOUGHT, 30, 38);
      text(write, "st_1", "I know why. ", 38);
    }),
  ],
};

/** The answer itself. */
export const ANSWER: Component = {
  name: "answer",
  title: "Answer",
  words: "Markdown, drawn block by block while it comes, with the places that it rests on.",
  scenes: [
    scene("answer-awaited", "First paint", "Bars, only while no word is known", (write) => {
      request(write, 5, "st_1", 1);
    }),
    scene("answer-open", "Coming", "Text with a mark at its end", (write) => {
      request(write, 5, "st_1", 1);
      text(write, "st_1", "The tool never failed, it timed", 38);
    }),
    scene("answer-cited", "With a citation", "A number that leads to its source", (write) => {
      request(write, 5, "st_1", 1);
      text(write, "st_1", WORDS, 38);
      cite(write, "st_1", 1);
      complete(write, 20, "st_1", []);
    }),
    scene("answer-code", "With code", "A block with its name and what can be done", (write) => {
      request(write, 5, "st_1", 1);
      text(write, "st_1", CODE, 38);
      complete(write, 20, "st_1", []);
    }),
    scene("answer-bidi", "Right to left", "A paragraph that begins at the right", (write) => {
      request(write, 5, "st_1", 1);
      text(write, "st_1", "שלום, זו תשובה מימין לשמאל.\n\nAnd one from the left.", 38);
      complete(write, 20, "st_1", []);
    }),
  ],
};

const USAGE = { input_tokens: 812, output_tokens: 64 };

/** How a run ends. */
export const OUTCOME: Component = {
  name: "outcome",
  title: "Outcome",
  words: "The last row of a run: how it ended, why, and what can be done.",
  scenes: [
    scene("outcome-completed", "Completed", "Nothing but a quiet row", (write) => {
      answered(write);
      write(20, { type: "turn.completed", payload: { usage: USAGE } });
    }),
    failed("cancelled", "Stopped", { code: "cancelled", message: "Stopped by you" }),
    failed("failed", "Failed", {
      code: "auth",
      message: "The model refused the key: 401 from openai",
      hint: "Set OPENAI_API_KEY to a key that counts. Nothing was billed",
    }),
    failed("timed_out", "Timed out", {
      code: "wall_time",
      message: "The run took longer than its 15 minutes",
      hint: "Raise the budget of the agent",
    }),
    failed("lost", "Lost", {
      code: "crashed",
      message: "The server ended three times while it ran",
      hint: "Ask again",
    }),
  ],
};

/** The rungs of stopping. */
export const STOP: Component = {
  name: "stop",
  title: "Stop",
  words: "What a run shows between the wish to stop it and its end.",
  scenes: [
    scene("stop-running", "Running", "The phase of the loop and its time", (write) => {
      write(5, {
        type: "run.status",
        payload: { status: "running", title: "Reading the answer", phase: "perform", pass: 2 },
      });
      request(write, 5, "st_1", 1);
    }),
    scene(
      "stop-model",
      "Asked the model",
      "It was asked to stop, and how long it may take",
      (write) => {
        request(write, 5, "st_1", 1);
        stop(write);
      },
    ),
    scene("stop-tool", "Asked a tool", "The call was asked to stop", (write) => {
      start(write, 6, "st_1", "call_stop", "tests__run", { filter: "retry" });
      stop(write);
    }),
  ],
};

/** Something that happened to the run itself. */
export const NOTICE: Component = {
  name: "notice",
  title: "Notice",
  words: "A line of the run itself, between what others say.",
  scenes: [
    scene("notice-quota", "Little is left", "Which quota, and when there is more", (write) => {
      write(5, {
        type: "quota.low",
        payload: { provider: "openai", quota: "requests", remaining: 2, limit: 500 },
      });
    }),
    scene("notice-summary", "Summarised", "What the agent goes on with; it opens", (write) => {
      write(5, {
        type: "context.compaction.started",
        payload: {
          trigger: "limit",
          message_count: 120,
          estimated_tokens: 106_000,
          context_window: 128_000,
        },
      });
      const summary = "The retry starts above the model call.";
      write(900, {
        type: "context.compaction.completed",
        payload: { summary, through_sequence: 400 },
      });
    }),
    scene("notice-recovered", "Recovered", "The run goes on after a restart", (write) => {
      write(5, {
        type: "task.attempt.started",
        payload: { attempt: 2, agent: "atlas", model: "openai/gpt-5-mini", downtime_ms: 1_200 },
      });
    }),
  ],
};

type Status = "failed" | "cancelled" | "timed_out" | "lost";
type Failure = { readonly code: string; readonly message: string; readonly hint?: string };

function failed(status: Status, title: string, error: Failure): RunScene {
  return scene(`outcome-${status.replaceAll("_", "-")}`, title, error.message, (write) => {
    answered(write);
    write(20, { type: "turn.failed", payload: { status, error, usage: USAGE } });
  });
}

function answered(write: Write): void {
  request(write, 5, "st_1", 1);
  text(write, "st_1", "I have read the policy, and ", 38);
}

function stop(write: Write): void {
  const payload = { reason: "Stopped by you", requested_by: "person" } as const;
  write(5, { type: "task.cancel_requested", payload });
}

function scene(id: string, title: string, words: string, script: RunScene["script"]): RunScene {
  return { id, title, words, script };
}
