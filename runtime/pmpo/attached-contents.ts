import { readOutput, type OutputStore } from "#runtime/artifact/output-store.ts";
import { isImage } from "#runtime/model/attachment-tokens.ts";
import type {
  AttachmentContent,
  ModelAttachment,
  ModelMessage,
  ModelRequest,
} from "#runtime/model/driver.ts";
import { canSee, type ModelInfo } from "#runtime/model/routing/model-facts.ts";

interface Reading {
  readonly store: Pick<OutputStore, "read"> | undefined;
  readonly info: ModelInfo | undefined;
}

/** Puts what files hold into a request that is about to go out; the log names them only. */
export async function withContents(request: ModelRequest, reading: Reading): Promise<ModelRequest> {
  const messages: ModelMessage[] = [];
  for (const message of request.messages) messages.push(await filled(message, reading));
  return { ...request, messages };
}

/** Whether any message of a request has a file. */
export function hasAttachments({ messages }: ModelRequest): boolean {
  return messages.some((message) => message.role === "user" && message.attachments !== undefined);
}

async function filled(message: ModelMessage, reading: Reading): Promise<ModelMessage> {
  if (message.role !== "user" || message.attachments === undefined) return message;
  const attachments: ModelAttachment[] = [];
  for (const file of message.attachments) {
    attachments.push({ ...file, content: await contentOf(file, reading) });
  }
  return { ...message, attachments };
}

/** A conversation goes on without a file that is gone, or that this model cannot see. */
async function contentOf(
  file: ModelAttachment,
  { store, info }: Reading,
): Promise<AttachmentContent> {
  if (isImage(file) && !canSee(info)) return absent("this model cannot see pictures");
  const bytes = store && (await readOutput(store, file.output_ref));
  if (bytes === undefined) return absent("it is kept no longer");
  return isImage(file)
    ? { kind: "image", base64: Buffer.from(bytes).toString("base64") }
    : { kind: "text", text: new TextDecoder().decode(bytes) };
}

function absent(reason: string): AttachmentContent {
  return { kind: "absent", reason };
}
