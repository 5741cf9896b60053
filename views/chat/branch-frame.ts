import type { Alternatives } from "./alternatives.ts";

/** What the turns of a page know of the branch that shows them. */
export interface BranchFrame {
  readonly session_id: string;
  readonly thread_id: string;
  /** The same thread where addresses have to name it; absent in the branch that the session shows anyway. */
  readonly b?: string;
  /** By turn, where there is more than one. */
  readonly alternatives: ReadonlyMap<string, Alternatives>;
  /** The beginning of a form's idempotency key. */
  readonly key: string;
  readonly nonce: string;
}
