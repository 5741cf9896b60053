import { Hono, type Context } from "hono";
import { z } from "zod";

import type { ControlServices } from "#runtime/control/command.ts";
import { requireRun } from "#runtime/control/find-thread.ts";
import { PermissionMode, Verdict } from "#runtime/event/permission.ts";
import { PermissionRule } from "#runtime/permission/rule.ts";
import { type Change, withChange } from "#runtime/replay/changed-recording.ts";
import { type Recording, RecordingError, recordingOf } from "#runtime/replay/recording.ts";
import { replayRun } from "#runtime/replay/replay-run.ts";
import { asProblem } from "#server/command-problem.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";
import { CHANGE_TEXT_MAX, MINUTES_MAX } from "#views/inspector/change-forms.ts";
import { replayPage } from "#views/inspector/replay-page.ts";
import { html, pageFrame } from "./page.ts";

/** Forms send each line's end as two characters; what was recorded has one. */
const Text = z
  .string()
  .transform((text) => text.replaceAll("\r\n", "\n"))
  .pipe(z.string().max(CHANGE_TEXT_MAX));
const Words = Text.pipe(z.string().trim().min(1, "Write what it is instead"));

/** The change of an address, whose form leaves nothing behind. */
const ChangeQuery = z.discriminatedUnion("change", [
  z.object({ change: z.enum(["question", "instructions"]), text: Words }),
  z.object({ change: z.literal("result"), call: z.string(), text: Text.default("") }),
  z.object({ change: z.literal("mode"), mode: PermissionMode }),
  z.object({ change: z.literal("rule"), match: PermissionRule.shape.match, verdict: Verdict }),
  z.object({
    change: z.literal("clock"),
    at: z.coerce.number().int().min(1),
    minutes: z.coerce.number().int().min(1).max(MINUTES_MAX),
  }),
]);

/** Whether a run, run again from its recording, goes the same way: as it was, or under a change. */
export function replayPages(services: AppServices): Hono<AppEnv> {
  const { control } = services;
  const routes = new Hono<AppEnv>();

  routes.get("/runs/:run/replay", async (c) => {
    const { thread, run } = await asProblem(requireRun(control, c.req.param("run")));
    const { turns } = await thread.state();
    const question = turns.find(({ run_id }) => run_id === run.run_id)?.text ?? "";
    const change = changeOf(c);
    const outcome = await replayOf(control, run.run_id, change);
    const frame = await pageFrame(c, services, "inspector");
    return html(c, replayPage({ ...frame, run, question, outcome, ...(change && { change }) }));
  });
  return routes;
}

function changeOf(c: Context<AppEnv>): Change | undefined {
  const query = c.req.query();
  if (query["change"] === undefined) return undefined;
  const parsed = ChangeQuery.safeParse(query);
  if (!parsed.success) throw unfit(z.prettifyError(parsed.error));
  const asked = parsed.data;
  switch (asked.change) {
    case "question":
    case "instructions":
      return { part: asked.change, text: asked.text };
    case "result":
      return { part: "result", tool_call_id: asked.call, content: asked.text };
    case "mode":
      return { part: "mode", mode: asked.mode };
    case "rule":
      return { part: "rule", rule: { match: asked.match, verdict: asked.verdict } };
    case "clock":
      return { part: "clock", sequence: asked.at, minutes: asked.minutes };
  }
}

async function replayOf(control: ControlServices, run_id: string, change: Change | undefined) {
  const { thread, run } = await requireRun(control, run_id);
  const entries = await thread.log.read(0, run.last_sequence);
  const events = entries.map(({ event }) => event);
  const submitted = events.find((event) => event.run_id === run_id);
  const { imported = "uar-events" } = submitted?.refs ?? {};
  if (imported !== "uar-events") throw notOurs(run_id, imported);
  const recording = recordingOf(events, run_id);
  const asked = change === undefined ? recording : changed(recording, change);
  return replayRun(asked, { clock: control.clock });
}

function changed(recording: Recording, change: Change): Recording {
  try {
    return withChange(recording, change);
  } catch (cause) {
    if (cause instanceof RecordingError) throw unfit(cause.message, cause);
    throw cause;
  }
}

function unfit(detail: string, cause?: Error): ProblemError {
  const fix = "Go back, and fill in what is to be otherwise";
  const title = "The change does not fit";
  return new ProblemError({ status: 422, code: "invalid_input", title, detail, fix }, { cause });
}

function notOurs(run_id: string, format: string): ProblemError {
  return new ProblemError({
    status: 409,
    code: "not_replayable",
    title: "Nothing to check",
    detail: `The run "${run_id}" was imported from "${format}": another runtime decided what it did`,
    fix: "Look at its events instead",
  });
}
