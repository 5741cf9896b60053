import { z } from "zod";

import type { CapturePiece } from "./pieces.ts";

const text = z.string().optional().catch(undefined);

/** What LangChain says of the model behind a piece, and of the node of the graph. */
export const Metadata = z.looseObject({
  ls_provider: text,
  ls_model_name: text,
  langgraph_node: text,
});
export type Metadata = z.infer<typeof Metadata>;

/** An event of `stream_events` (version 2). */
export const StreamEvent = z.looseObject({
  event: z.string().regex(/^on_/),
  name: z.string().catch("unknown"),
  run_id: z.string(),
  data: z
    .looseObject({
      input: z.unknown().optional(),
      output: z.unknown().optional(),
      chunk: z.unknown().optional(),
      error: z.unknown().optional(),
    })
    .catch({ input: undefined, output: undefined, chunk: undefined, error: undefined }),
  metadata: Metadata.catch({
    ls_provider: undefined,
    ls_model_name: undefined,
    langgraph_node: undefined,
  }),
});
export type StreamEvent = z.infer<typeof StreamEvent>;

/** A mode of `stream()` and what it gives; a stream of server-sent events names the mode by itself. */
export const ModeTuple = z.tuple([z.string(), z.unknown()]);

/** The modes of `stream()`; a subgraph's name may stand behind it. */
export const MODES =
  /^(?:metadata|values|updates|messages(?:\/(?:partial|complete|metadata))?|messages-tuple|custom|debug|checkpoints|tasks|events|error|end)(?:\|.*)?$/;

/** Whether a piece looks like LangGraph's: an event of `stream_events`, or one of a named mode. */
export function isLangGraphPiece({ event, value }: Omit<CapturePiece, "line">): boolean {
  if (StreamEvent.safeParse(value).success) return true;
  if (event !== undefined) return MODES.test(event);
  const tuple = ModeTuple.safeParse(value);
  return tuple.success && MODES.test(tuple.data[0]);
}
