import type { EventOf } from "#runtime/event/catalogue.ts";

/** An output that is kept beside the log. */
export interface KeptOutput {
  readonly output_ref: string;
  readonly bytes: number;
  /** Why it is kept no longer. */
  readonly expired?: EventOf<"output.expired">["payload"]["reason"];
}
