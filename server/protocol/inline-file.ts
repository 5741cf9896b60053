import { keepAttachment, type MessageInput } from "#runtime/control/message-input.ts";
import type { ControlServices } from "#runtime/control/command.ts";
import { asProblem } from "#server/command-problem.ts";
import { ProblemError } from "#server/security/problem.ts";

/** A file that came inside a message of a protocol, its bytes in base64. */
export interface InlineFile {
  readonly name: string;
  readonly base64: string;
}

/** The longest part of a bad value that an answer shows. */
const QUOTED_CHARS = 40;

/** What a `data:` URL holds. Throws ProblemError with status 422 for any other URL: nothing is fetched. */
export function fileOfUrl(name: string, url: string): InlineFile {
  const base64 = /^data:[^,]*;base64,(.*)$/s.exec(url)?.[1];
  if (base64 !== undefined) return { name, base64 };
  throw refusedFile(
    `The file "${name}" is given as ${JSON.stringify(url.slice(0, QUOTED_CHARS))}, and files are not fetched`,
    "Send its bytes, as a data: URL in base64",
  );
}

/** Keeps the files of a message and puts it together. Throws ProblemError for what cannot be kept. */
export async function messageInput(
  text: string,
  files: readonly InlineFile[],
  control: ControlServices,
): Promise<MessageInput> {
  const attachments: NonNullable<MessageInput["attachments"]> = [];
  for (const { name, base64 } of files) {
    const bytes = new Uint8Array(decoded(name, base64));
    const { output_ref } = await asProblem(keepAttachment({ name, bytes }, control));
    attachments.push({ output_ref, name });
  }
  return { text, ...(attachments.length > 0 && { attachments }) };
}

function decoded(name: string, base64: string): Buffer {
  if (/^[A-Za-z0-9+/_-]*={0,2}$/.test(base64)) return Buffer.from(base64, "base64");
  throw refusedFile(`The bytes of the file "${name}" are not base64`, "Encode them in base64");
}

function refusedFile(detail: string, fix: string): ProblemError {
  const title = "The file cannot be taken";
  return new ProblemError({ status: 422, code: "invalid_file", title, detail, fix });
}
