import type { EventOf } from "#runtime/event/catalogue.ts";
import type { Attachment } from "#runtime/event/turn.ts";

/** Why something is kept no longer. */
export type Expiry = EventOf<"output.expired">["payload"]["reason"];

/** An output that is kept beside the log. */
export interface KeptOutput {
  readonly output_ref: string;
  readonly bytes: number;
  readonly expired?: Expiry;
}

/** A file that came with a question. */
export type AttachedFile = Readonly<Attachment> & { readonly expired?: Expiry };

/** The file as it was sent, whatever became of it since. */
export function asSent(file: AttachedFile): Attachment {
  const { expired: _, ...sent } = file;
  return sent;
}
