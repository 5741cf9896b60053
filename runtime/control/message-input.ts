import { z } from "zod";

import { outputRef, readOutput } from "#runtime/artifact/output-store.ts";
import { sniffMediaType } from "#runtime/artifact/sniff-media-type.ts";
import type { Attachment, TurnInput } from "#runtime/event/turn.ts";
import type { TurnState } from "#runtime/state/thread-state.ts";
import { inputOf } from "#runtime/state/turn-input.ts";
import { CommandError, type ControlServices } from "./command.ts";

/** The longest message that a turn takes, in characters; more belongs in a file. */
const MAX_MESSAGE_CHARS = 100_000;
/** Files that a message takes, and their bytes: each, and all together. */
export const MAX_ATTACHMENTS = 10;
const MAX_ATTACHMENT_BYTES = 10 * 1024 * 1024;
export const MAX_ATTACHED_BYTES = 50 * 1024 * 1024;
const MAX_NAME_CHARS = 200;

/** A message that may be empty where something else comes with it. */
export const OptionalMessage = z.object({
  text: z.string().trim().max(MAX_MESSAGE_CHARS),
  attachments: z
    .array(z.strictObject({ output_ref: z.string(), name: z.string() }))
    .max(MAX_ATTACHMENTS)
    .exactOptional(),
});

/** A message that a turn takes. Its files were kept before: they are named here. */
export const MessageInput = OptionalMessage.refine(hasContent, {
  error: "Write a message or attach a file",
  path: ["text"],
});
export type MessageInput = z.output<typeof MessageInput>;

/** Whether there is anything in a message. */
export function hasContent({ text, attachments = [] }: z.output<typeof OptionalMessage>): boolean {
  return text !== "" || attachments.length > 0;
}

/** A file that somebody sends, as it came. */
export interface SentFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Keeps a file beside the log, so that a message can name it. Secrets that the process knows are struck
 * out of a text. Throws a CommandError for what no model is sent, and where nothing can be kept.
 */
export async function keepAttachment(
  { name, bytes }: SentFile,
  { keeper }: Pick<ControlServices, "keeper">,
): Promise<Attachment> {
  const shown = fileName(name);
  const media_type = typeOf(shown, bytes);
  const kept =
    media_type === "text/plain"
      ? await keeper?.keep(new TextDecoder().decode(bytes))
      : await keeper?.keepBytes(Buffer.from(bytes));
  if (kept === undefined) {
    throw new CommandError("unavailable", `The file "${shown}" could not be kept; send it again`);
  }
  const { output_ref, sha256 } = kept;
  return { output_ref, name: shown, media_type, bytes: kept.bytes, sha256 };
}

/** What a message says to a turn: each file as it is kept. Absent, the files of the turn `before` stay. */
export async function turnInput(
  { text, attachments }: MessageInput,
  services: Pick<ControlServices, "outputs">,
  before?: TurnState,
): Promise<TurnInput> {
  if (attachments === undefined) {
    return { ...(before !== undefined && inputOf(before)), text };
  }
  const files: Attachment[] = [];
  for (const named of attachments) files.push(await keptFile(named, services));
  if (files.reduce((sum, { bytes }) => sum + bytes, 0) <= MAX_ATTACHED_BYTES) {
    return { text, attachments: files };
  }
  const message = `The files are larger than ${megabytes(MAX_ATTACHED_BYTES)} MB together; send fewer`;
  throw new CommandError("invalid_input", message);
}

async function keptFile(
  { output_ref, name }: NonNullable<MessageInput["attachments"]>[number],
  { outputs }: Pick<ControlServices, "outputs">,
): Promise<Attachment> {
  const bytes = outputs && (await readOutput(outputs, output_ref));
  if (bytes === undefined) {
    const message = `No file is kept as "${output_ref}"; send it to /attachments first`;
    throw new CommandError("not_found", message);
  }
  const shown = fileName(name);
  const sha256 = output_ref.slice(outputRef("").length);
  return { output_ref, name: shown, media_type: typeOf(shown, bytes), bytes: bytes.length, sha256 };
}

function typeOf(name: string, bytes: Uint8Array): string {
  if (bytes.length > MAX_ATTACHMENT_BYTES) {
    const message = `The file "${name}" is larger than ${megabytes(MAX_ATTACHMENT_BYTES)} MB; send a part of it`;
    throw new CommandError("invalid_input", message);
  }
  if (bytes.length === 0) throw new CommandError("invalid_input", `The file "${name}" is empty`);
  const media_type = sniffMediaType(bytes);
  if (media_type !== undefined) return media_type;
  const message = `The file "${name}" is neither a PNG, JPEG, GIF or WebP picture nor UTF-8 text; convert it first`;
  throw new CommandError("invalid_input", message);
}

/** The last part of a path, without what would not show. */
function fileName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? "";
  const shown = last.replaceAll(/\p{C}/gu, "").trim().slice(0, MAX_NAME_CHARS).toWellFormed();
  return shown === "" ? "file" : shown;
}

function megabytes(bytes: number): number {
  return bytes / (1024 * 1024);
}
