import type { Entry } from "#runtime/log/port.ts";
import {
  args,
  bundle,
  cite,
  complete,
  progress,
  reason,
  request,
  result,
  scriptRun,
  start,
  status,
  text,
  type Write,
} from "./script-run.ts";

const QUESTION =
  "The nightly run paid for the model twice after a tool timeout. Find out why, fix the retry policy, and show me the difference.";

/**
 * A run with something on every lane: two parallel reads, a test run that times out after a long
 * silence, a second try, an approval, a bundle in two versions and cited answers.
 */
export function sampleRun(): readonly Entry[] {
  return scriptRun((write) => {
    begin(write);
    readStep(write);
    timedOutStep(write);
    secondTryStep(write);
    approvedWriteStep(write);
    answerStep(write);
    write(20, {
      type: "turn.completed",
      payload: { usage: { input_tokens: 8914, output_tokens: 2318 } },
    });
  });
}

function begin(write: Write): void {
  write(0, { type: "turn.submitted", payload: { input: { text: QUESTION }, options: {} } });
  write(9, { type: "turn.started", payload: { agent: "atlas", model: "openai/gpt-5-mini" } });
  write(4, { type: "tool.catalog.resolved", payload: { tools: [] } });
  status(write, 12, "plan", 1, "Planning");
}

function readStep(write: Write): void {
  request(write, 24, "st_1", 2);
  reason(
    write,
    "st_1",
    "The second request starts 30 s after tool.started, with no tool.result between them. I should look at the events and at the retry policy first. ",
    30,
    38,
  );
  text(write, "st_1", "I read the log around the timeout and the retry policy. ", 38);
  args(write, "st_1", "call_1", "fs__read_file", `{"path":"runtime/loop/retry.ts"}`);
  args(write, "st_1", "call_2", "fs__search", `{"query":"maxAttempts"}`);
  complete(write, 30, "st_1", [
    ["call_1", "fs__read_file", `{"path":"runtime/loop/retry.ts"}`],
    ["call_2", "fs__search", `{"query":"maxAttempts"}`],
  ]);
  status(write, 4, "perform", 1, "Running 2 tools");
  start(write, 6, "st_1", "call_1", "fs__read_file", { path: "runtime/loop/retry.ts" });
  start(write, 2, "st_1", "call_2", "fs__search", { query: "maxAttempts" });
  result(write, 180, "st_1", "call_1", "fs__read_file", SOURCE);
  result(write, 220, "st_1", "call_2", "fs__search", "9 matches in 4 files");
}

function timedOutStep(write: Write): void {
  status(write, 30, "plan", 2, "Planning");
  request(write, 12, "st_2", 5);
  reason(write, "st_2", "Attempt ids are reused when a step restarts. ", 500, 44);
  text(
    write,
    "st_2",
    "Attempt ids are reused when a step restarts, so the second attempt overwrites the first.",
    46,
  );
  cite(write, "st_2", 1);
  text(write, "st_2", " I will run the suite once to confirm.", 46);
  args(write, "st_2", "call_3", "tests__run", `{"filter":"retry"}`);
  complete(write, 40, "st_2", [["call_3", "tests__run", `{"filter":"retry"}`]]);
  status(write, 5, "perform", 2, "Running tests__run");
  write(60, {
    type: "permission.evaluated",
    step_id: "st_2",
    tool_call_id: "call_3",
    payload: { tool: "tests__run", verdict: "allow", rule: "workspace.exec" },
  });
  start(write, 3, "st_2", "call_3", "tests__run", { filter: "retry" });
  for (const done of [9, 21, 37]) progress(write, 900, "st_2", "call_3", done, 52);
  write(27_300, {
    type: "tool.failed",
    step_id: "st_2",
    tool_call_id: "call_3",
    payload: {
      name: "tests__run",
      reason: "timed_out",
      error: { code: "timed_out", message: "No result within 30 s", retryable: true },
    },
  });
}

function secondTryStep(write: Write): void {
  status(write, 10, "plan", 3, "Planning");
  request(write, 20, "st_3", 7);
  reason(
    write,
    "st_3",
    "The suite timed out, so I should run it again with a longer limit. ",
    600,
    44,
  );
  text(write, "st_3", "The suite timed out. I run it again, on its own.", 44);
  args(write, "st_3", "call_4", "tests__run", `{"filter":"retry"}`);
  complete(write, 30, "st_3", [["call_4", "tests__run", `{"filter":"retry"}`]]);
  status(write, 5, "perform", 3, "Running tests__run");
  start(write, 3, "st_3", "call_4", "tests__run", { filter: "retry" });
  for (const done of [14, 26, 38, 49]) progress(write, 700, "st_3", "call_4", done, 52);
  result(write, 640, "st_3", "call_4", "tests__run", "52 passed in 3.4 s");
}

function approvedWriteStep(write: Write): void {
  const args_ = {
    path: "runtime/loop/retry.ts",
    content: "await sink.emit({ type: 'tool.lost' })\n",
  };
  request(write, 30, "st_4", 9);
  text(
    write,
    "st_4",
    "With the patch a timed-out call is marked `lost` and the run continues from the answer it already has.",
    40,
  );
  complete(write, 30, "st_4", [["call_5", "fs__write_file", JSON.stringify(args_)]]);
  write(8, {
    type: "action.required",
    step_id: "st_4",
    tool_call_id: "call_5",
    action_id: "act_1",
    payload: {
      action_type: "tool_approval",
      tool: "fs__write_file",
      arguments: args_,
      arguments_hash: "sha256:5c1",
      prompt: "Write runtime/loop/retry.ts",
      rule: "write inside workspace asks",
      decisions: ["allow_once", "allow_session", "deny"],
    },
  });
  write(1_400, {
    type: "action.resolved",
    step_id: "st_4",
    tool_call_id: "call_5",
    action_id: "act_1",
    payload: { decision: "allow_once", decided_by: "person" },
  });
  start(write, 6, "st_4", "call_5", "fs__write_file", args_);
  result(write, 20, "st_4", "call_5", "fs__write_file", "Wrote 1 file");
}

function answerStep(write: Write): void {
  status(write, 6, "observe", 4, "Answering");
  request(write, 10, "st_5", 11);
  write(280, {
    type: "artifact.changed",
    step_id: "st_5",
    artifact_id: "art_1",
    payload: bundle(1, "<p>One timeout costs $0.0412</p>"),
  });
  text(
    write,
    "st_5",
    "The tool never failed, it **timed out**. `retryStep()` restarts the whole step on a timeout, so the model request that led to the tool is sent, and billed, again.",
    40,
  );
  cite(write, "st_5", 2);
  write(60, {
    type: "artifact.changed",
    step_id: "st_5",
    artifact_id: "art_1",
    payload: bundle(2, "<p>One timeout costs $0.0412, fixed $0.0206</p>"),
  });
  text(write, "st_5", " The log already holds that answer, so nothing has to be asked twice.", 40);
  complete(write, 30, "st_5", []);
}

/** The file that the sample's tool reads; the sample cites its lines 2 to 4. */
export const SOURCE = [
  "export async function retryStep(step: Step, attempt: number) {",
  "  if (cause.kind === 'timeout') {",
  "    return retryStep(step, attempt + 1)",
  "  }",
  "  throw cause",
  "}",
].join("\n");
