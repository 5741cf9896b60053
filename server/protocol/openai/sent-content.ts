import type { ControlServices } from "#runtime/control/command.ts";
import {
  keepAttachment,
  MAX_ATTACHMENTS,
  type MessageInput,
} from "#runtime/control/message-input.ts";
import { asProblem } from "#server/command-problem.ts";
import { refused } from "./protocol-error.ts";

/** A picture or a file in a message, as its protocol names it; `url` holds its bytes. */
export interface SentContent {
  readonly name: string;
  readonly url: string;
  /** The field that it came in. */
  readonly param: string;
}

/**
 * Keeps what came with a message, so that a turn can name it. Addresses elsewhere are not fetched. Throws a
 * refusal for what no model is sent.
 */
export async function keepContent(
  files: readonly SentContent[],
  control: ControlServices,
): Promise<NonNullable<MessageInput["attachments"]>> {
  if (files.length > MAX_ATTACHMENTS) {
    const message = `A message takes ${MAX_ATTACHMENTS} files, and ${files.length} were sent`;
    throw refused(files[0]?.param ?? "", message);
  }
  const kept: NonNullable<MessageInput["attachments"]> = [];
  for (const file of files) {
    const { output_ref, name } = await asProblem(
      keepAttachment({ name: file.name, bytes: bytesOf(file) }, control),
    );
    kept.push({ output_ref, name });
  }
  return kept;
}

function bytesOf({ url, param }: SentContent): Uint8Array<ArrayBuffer> {
  const data = /^data:[^,]{0,200};base64,/.exec(url)?.[0];
  const base64 = data === undefined ? undefined : url.slice(data.length);
  if (base64 === undefined || !/^[\w+/=\s-]*$/.test(base64)) {
    const message = `"${param}" is not held in the request: send a data: URL with base64, addresses are not fetched`;
    throw refused(param, message);
  }
  return new Uint8Array(Buffer.from(base64, "base64"));
}
