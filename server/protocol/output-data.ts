import { Hono } from "hono";

import { sha256Of } from "#runtime/artifact/output-store.ts";
import type { ToolCallState } from "#runtime/state/thread-state.ts";
import { toolLabel } from "#views/run/tool-call-words.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";

/**
 * Whole outputs of tools. Only what a log names is given, as a file to save: whatever a tool wrote, a
 * browser neither shows nor runs it.
 */
export function outputData({ control }: AppServices): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get("/outputs/:ref", async (c) => {
    const ref = c.req.param("ref");
    const call = await callOf(control.threads, ref);
    if (call === undefined) throw missing(ref);
    if (call.kept?.expired !== undefined) throw expired(call.kept.expired);
    const bytes = await control.outputs?.read(sha256Of(ref) ?? "");
    if (bytes === undefined) throw missing(ref);
    return c.body(bytes, 200, {
      "Content-Type": "text/plain; charset=utf-8",
      "Content-Disposition": `attachment; filename="${fileName(call)}"`,
      "Content-Length": String(call.kept?.bytes ?? ""),
    });
  });
  return routes;
}

/** A call whose whole output it is, one that still has it before one that has it no longer. */
async function callOf(
  threads: AppServices["control"]["threads"],
  ref: string,
): Promise<ToolCallState | undefined> {
  const [place] = threads.outputs.of(ref);
  const thread = place === undefined ? await threads.find(ref) : await threads.open(place);
  const turns = (await thread?.state())?.turns ?? [];
  const calls = turns
    .flatMap(({ run }) => run.calls)
    .filter(({ kept }) => kept?.output_ref === ref);
  return calls.find(({ kept }) => kept?.expired === undefined) ?? calls[0];
}

/** Names of tools come from servers that nobody vouches for. */
function fileName({ name, tool_call_id }: ToolCallState): string {
  const safe = `${toolLabel(name)}-${tool_call_id}`.replaceAll(/[^\w.-]/g, "_");
  return `${safe.slice(0, 100)}.txt`;
}

function missing(ref: string): ProblemError {
  return new ProblemError({
    status: 404,
    code: "not_found",
    title: "Not found",
    detail: `No output is kept here as "${ref}"`,
    fix: "Open it from the call that it belongs to; an imported run brings no outputs",
  });
}

function expired(reason: string): ProblemError {
  const why = { age: "it was too old", space: "newer ones needed its place" }[reason];
  return new ProblemError({
    status: 410,
    code: "expired",
    title: "The full output is kept no longer",
    detail: `It was removed: ${why ?? "somebody deleted it"}. The log still holds its beginning`,
  });
}
