import { Hono } from "hono";

import { sha256Of } from "#runtime/artifact/output-store.ts";
import type { AttachedFile, Expiry } from "#runtime/state/kept-output.ts";
import type { ToolCallState } from "#runtime/state/thread-state.ts";
import { toolLabel } from "#views/run/tool-call-words.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";

/**
 * Whole outputs of tools, and files that came with questions. Only what a log names is given, as a file to
 * save: whatever a tool wrote, a browser neither shows nor runs it. Only pictures are shown.
 */
export function outputData({ control }: AppServices): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get("/outputs/:ref", async (c) => {
    const ref = c.req.param("ref");
    const found = await outputOf(control.threads, ref);
    if (found === undefined) throw missing(ref);
    if (found.expired !== undefined) throw expired(found.expired);
    const bytes = await control.outputs?.read(sha256Of(ref) ?? "");
    if (bytes === undefined) throw missing(ref);
    const isPicture = PICTURES.has(found.media_type);
    return c.body(bytes, 200, {
      "Content-Type": isPicture ? found.media_type : "text/plain; charset=utf-8",
      "Content-Disposition": `${isPicture ? "inline" : "attachment"}; filename="${found.file_name}"`,
      "Content-Length": String(found.bytes),
    });
  });
  return routes;
}

/** What browsers draw and never run. */
const PICTURES: ReadonlySet<string> = new Set([
  "image/png",
  "image/jpeg",
  "image/gif",
  "image/webp",
]);

/** What a log says of an output. */
interface NamedOutput {
  readonly file_name: string;
  readonly media_type: string;
  readonly bytes: number;
  readonly expired?: Expiry;
}

/** Where a log names it, a place that still has it before one that has it no longer. */
async function outputOf(
  threads: AppServices["control"]["threads"],
  ref: string,
): Promise<NamedOutput | undefined> {
  const [place] = threads.outputs.of(ref);
  const thread = place === undefined ? await threads.find(ref) : await threads.open(place);
  const turns = (await thread?.state())?.turns ?? [];
  const named = [
    ...turns.flatMap(({ attachments = [] }) => attachments.flatMap((file) => attached(file, ref))),
    ...turns.flatMap(({ run }) => run.calls.flatMap((call) => written(call, ref))),
  ];
  return named.find(({ expired }) => expired === undefined) ?? named[0];
}

function attached(file: AttachedFile, ref: string): readonly NamedOutput[] {
  if (file.output_ref !== ref) return [];
  return [{ ...file, file_name: safeName(file.name) }];
}

/** Names of tools come from servers that nobody vouches for. */
function written({ kept, name, tool_call_id }: ToolCallState, ref: string): readonly NamedOutput[] {
  if (kept?.output_ref !== ref) return [];
  const file_name = `${safeName(`${toolLabel(name)}-${tool_call_id}`)}.txt`;
  return [{ ...kept, file_name, media_type: "text/plain" }];
}

function safeName(name: string): string {
  return name.replaceAll(/[^\w.-]/g, "_").slice(-100);
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
