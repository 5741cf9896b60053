import type { Attachment } from "#runtime/event/turn.ts";

/** What vendors count for a picture at most, once they have scaled it to fit. */
const IMAGE_TOKENS = 1_600;
const BYTES_PER_TOKEN = 4;

/** What files take of a model's context, by a guess. */
export function attachmentTokens(attachments: readonly Attachment[] = []): number {
  return attachments.reduce((sum, file) => sum + tokensOf(file), 0);
}

/** Whether a file is a picture, by what its bytes are. */
export function isImage({ media_type }: Pick<Attachment, "media_type">): boolean {
  return media_type.startsWith("image/");
}

function tokensOf(file: Attachment): number {
  return isImage(file) ? IMAGE_TOKENS : Math.ceil(file.bytes / BYTES_PER_TOKEN);
}
