import type { KeptWhole } from "#runtime/artifact/output-keeper.ts";
import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { ToolUpdate } from "#runtime/tool/execute.ts";
import type { LoopServices } from "./services.ts";

/** An output of which the event holds the beginning only. */
export interface Spilled {
  /** What is kept beside the log; absent, nothing more is. */
  readonly kept?: KeptWhole;
  readonly isRefused: boolean;
  readonly total_bytes: number;
  readonly shown_bytes: number;
  readonly preview: string;
}

/** What a call says, and what became of an output that no event could hold. */
export type KeptUpdate =
  | Exclude<ToolUpdate, { type: "result" }>
  | (Extract<ToolUpdate, { type: "result" }> & { readonly spilled?: Spilled });

const PREVIEW_CHARS = 160;

/** Keeps a whole output before its result is told of, so that no event names what is not there. */
export async function* keepWhole(
  updates: AsyncIterable<ToolUpdate>,
  { outputs }: Pick<LoopServices, "outputs">,
): AsyncGenerator<KeptUpdate, void> {
  for await (const update of updates) {
    if (update.type !== "result" || update.whole === undefined) {
      yield update;
      continue;
    }
    const { whole, output } = update;
    const kept = await outputs?.keep(whole);
    const spilled: Spilled = {
      ...(kept !== undefined && { kept }),
      isRefused: outputs !== undefined && kept === undefined,
      total_bytes: Buffer.byteLength(whole),
      shown_bytes: Buffer.byteLength(output.content),
      preview: whole.slice(0, PREVIEW_CHARS).toWellFormed(),
    };
    yield { ...update, spilled };
  }
}

/** What the log says of an output that was cut: where all of it is, or that it is gone. */
export function outputFacts(spilled: Spilled): readonly EventDraft[] {
  const { kept, total_bytes, shown_bytes, isRefused, preview } = spilled;
  if (kept === undefined) {
    const payload = { total_bytes, kept_bytes: shown_bytes, kept: "head" } as const;
    return [{ type: "output.truncated", payload }, ...(isRefused ? [NOT_KEPT] : [])];
  }
  const { output_ref, sha256, bytes, redactions } = kept;
  const cut = {
    total_bytes: kept.total_bytes,
    kept_bytes: bytes,
    kept: "head",
    output_ref,
  } as const;
  const struck = { redactions, rules: ["known_secret"], output_ref };
  return [
    {
      type: "output.spilled",
      payload: { output_ref, media_type: "text/plain", bytes, sha256, preview },
    },
    ...(bytes < kept.total_bytes ? [{ type: "output.truncated", payload: cut } as const] : []),
    ...(redactions > 0 ? [{ type: "output.redacted", payload: struck } as const] : []),
  ];
}

const NOT_KEPT: EventDraft = {
  type: "runtime.warning",
  payload: {
    code: "output_not_kept",
    message: "The whole output could not be kept, only its beginning",
    hint: "Look into the server's log for the cause; the disk may be full",
  },
};
