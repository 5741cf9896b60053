import { complete, type Write } from "#views/inspector/script-run.ts";
import type { Decision } from "#runtime/event/action.ts";
import type { EventOf } from "#runtime/event/catalogue.ts";
import type { Component, RunScene } from "./scene.ts";

const NAME = "fs__write_file";
const ARGUMENTS = { path: "notes/demo.md", content: "The demo is on Friday at ten\n" };

/** A question to a person about a call, and each answer. */
export const APPROVAL: Component = {
  name: "approval",
  title: "Approval",
  words: "A question while it is open, one row once it has its answer.",
  scenes: [
    scene(
      "waiting",
      "Waiting",
      "The tool, what it would change, the rule that asks",
      "tool_approval",
    ),
    scene(
      "unknown",
      "Outcome unknown",
      "Whether a call was carried out before a crash",
      "outcome_unknown",
    ),
    scene(
      "question",
      "A server's question",
      "Who asks, a field for each thing it wants to know, and a way to say no",
      "question",
    ),
    scene("allowed", "Allowed once", "A row with a check", "tool_approval", {
      decision: "allow_once",
      decided_by: "person",
    }),
    scene("session", "Allowed in the session", "A row with a check", "tool_approval", {
      decision: "allow_session",
      decided_by: "person",
    }),
    scene("denied", "Denied with a reason", "A row with a cross and the reason", "tool_approval", {
      decision: "deny",
      decided_by: "person",
      reason: "Not in this folder",
    }),
    scene("expired", "Expired", "A row with a cross: nobody answered", "tool_approval", {
      decision: "expired",
      decided_by: "runtime",
    }),
  ],
};

const DECISIONS = {
  tool_approval: ["allow_once", "allow_session", "deny"],
  outcome_unknown: ["mark_done", "mark_failed", "retry", "abort"],
  question: ["answer", "decline"],
} satisfies Record<string, Decision[]>;

const QUESTION = {
  server: "booking",
  schema: {
    type: "object",
    properties: {
      name: { type: "string", title: "Name" },
      guests: { type: "integer", title: "Guests", minimum: 1, default: 2 },
      place: { type: "string", title: "Place", enum: ["inside", "outside"], default: "inside" },
      wishes: {
        type: "array",
        title: "Wishes",
        items: { enum: ["window", "quiet"] },
        default: ["quiet"],
      },
    },
    required: ["name"],
  },
};

function scene(
  state: string,
  title: string,
  words: string,
  action_type: EventOf<"action.required">["payload"]["action_type"],
  answer?: EventOf<"action.resolved">["payload"],
): RunScene {
  const id = `approval-${state}`;
  const place = { step_id: "st_1", tool_call_id: `call_${id}`, action_id: `act_${id}` };
  const script = (write: Write) => {
    complete(write, 30, "st_1", [[place.tool_call_id, NAME, JSON.stringify(ARGUMENTS)]]);
    write(8, {
      type: "action.required",
      ...place,
      payload: {
        action_type,
        tool: NAME,
        arguments: ARGUMENTS,
        arguments_hash: "sha256:5c1",
        prompt: "Write notes/demo.md",
        rule: "mode default",
        decisions: DECISIONS[action_type],
        ...(action_type === "question" && { question: QUESTION }),
      },
    });
    if (answer !== undefined) write(1_400, { type: "action.resolved", ...place, payload: answer });
  };
  return { id, title, words, script };
}
