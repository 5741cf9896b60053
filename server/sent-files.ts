import type { Context } from "hono";

import type { ControlServices } from "#runtime/control/command.ts";
import { keepAttachment, MAX_ATTACHMENTS } from "#runtime/control/message-input.ts";
import type { Attachment } from "#runtime/event/turn.ts";
import { asProblem } from "./command-problem.ts";
import type { AppEnv } from "./security/app-env.ts";
import { ProblemError } from "./security/problem.ts";

/** The name of the field in which forms send files. */
const FIELD = "files";

/** Keeps the files that a form sends; a field that was left empty sends a nameless one. Throws ProblemError. */
export async function keepSentFiles(
  c: Context<AppEnv>,
  control: ControlServices,
): Promise<readonly Attachment[]> {
  if (!isMultipart(c)) return [];
  const sent = (await c.req.formData()).getAll(FIELD);
  const files = sent.filter((file) => typeof file !== "string" && file.name !== "");
  if (files.length > MAX_ATTACHMENTS) throw tooMany(files.length);
  const kept: Attachment[] = [];
  for (const file of files) {
    if (typeof file === "string") continue;
    const bytes = new Uint8Array(await file.arrayBuffer());
    kept.push(await asProblem(keepAttachment({ name: file.name, bytes }, control)));
  }
  return kept;
}

function isMultipart(c: Context<AppEnv>): boolean {
  return c.req.header("content-type")?.startsWith("multipart/form-data") === true;
}

function tooMany(files: number): ProblemError {
  return new ProblemError({
    status: 422,
    code: "invalid_input",
    title: "Too many files",
    detail: `A message takes ${MAX_ATTACHMENTS} files, and ${files} were sent`,
    fix: "Send some of them with another message",
  });
}
