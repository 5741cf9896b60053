import {
  args,
  complete,
  progress,
  result,
  start,
  type Write,
} from "#views/inspector/script-run.ts";
import type { Component, RunScene } from "./scene.ts";

const NAME = "tests__run";
const ARGUMENTS = { filter: "retry" };
const JSON_TEXT = JSON.stringify(ARGUMENTS);

/** A call to a tool, from its first argument to its end. */
export const TOOL_CALL: Component = {
  name: "tool-call",
  title: "Tool call",
  words: "A row a call: its name, its arguments, how far it is, how it ended.",
  scenes: [
    scene("writing", "Writing its arguments", "The model writes the arguments", (write, id) => {
      write(12, {
        type: "tool.args",
        step_id: "st_1",
        tool_call_id: id,
        payload: { name: NAME, text: '{"filter": "re' },
      });
    }),
    scene("queued", "Queued", "The arguments are whole; its turn has not come", asked),
    scene("running", "Running", "It runs, and says how far it is", (write, id) => {
      started(write, id);
      progress(write, 900, "st_1", id, 37, 52);
    }),
    scene("still", "Running without progress", "It runs and says nothing yet", started),
    scene("done", "Done", "Its result is there", (write, id) => {
      started(write, id);
      result(write, 3_400, "st_1", id, NAME, "52 passed in 3.4 s");
    }),
    scene("long", "Done, with a long output", "The beginning of what it gave", (write, id) => {
      started(write, id);
      const lines = Array.from({ length: 40 }, (_, line) => `line ${line + 1} of the output`);
      result(write, 900, "st_1", id, NAME, lines.join("\n"));
    }),
    ended("error", "Failed", "One test failed: retries twice"),
    ended("timed_out", "Timed out", "No result within 30 s"),
    ended("cancelled", "Cancelled", "Stopped by you"),
    ended("denied", "Denied", "A rule denies it"),
    ended("lost", "Lost", "The server went away while it ran"),
    ended("invalid_arguments", "Arguments that do not fit", '"filter" must be a text'),
    ended("unknown_tool", "Unknown tool", "There is no tool of that name"),
  ],
};

type Reason =
  | "error"
  | "timed_out"
  | "cancelled"
  | "denied"
  | "lost"
  | "invalid_arguments"
  | "unknown_tool";

function ended(reason: Reason, title: string, message: string): RunScene {
  return scene(reason, title, message, (write, id) => {
    started(write, id);
    write(2_000, {
      type: "tool.failed",
      step_id: "st_1",
      tool_call_id: id,
      payload: { name: NAME, reason, error: { code: reason, message } },
    });
  });
}

function scene(
  state: string,
  title: string,
  words: string,
  script: (write: Write, call: string) => void,
): RunScene {
  const id = `tool-${state.replaceAll("_", "-")}`;
  return { id, title, words, script: (write) => script(write, `call_${id}`) };
}

function asked(write: Write, id: string): void {
  args(write, "st_1", id, NAME, JSON_TEXT);
  complete(write, 30, "st_1", [[id, NAME, JSON_TEXT]]);
}

function started(write: Write, id: string): void {
  asked(write, id);
  start(write, 6, "st_1", id, NAME, ARGUMENTS);
}
