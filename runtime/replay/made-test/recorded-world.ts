import { z } from "zod";

import { Effect, Json } from "#runtime/event/shared.ts";
import { ProtocolChoice } from "#runtime/model/provider/model-config.ts";
import { PermissionRule } from "#runtime/permission/rule.ts";

/** One step of an answer, where only the log tells what was said. */
const SaidDelta = z.union([
  z.string(),
  z.strictObject({ reasoning: z.string() }),
  z.strictObject({
    call: z.strictObject({ id: z.string(), name: z.string(), arguments: z.string() }),
  }),
  z.strictObject({ error: z.string() }),
]);
export type SaidDelta = z.infer<typeof SaidDelta>;

/** What a model answered to one request: the lines of a cassette, or what the log has of it. */
export const RecordedAnswer = z.union([
  z.strictObject({ cassette: z.array(z.string()) }),
  z.strictObject({ deltas: z.array(SaidDelta) }),
]);
export type RecordedAnswer = z.infer<typeof RecordedAnswer>;

const RecordedCall = z.strictObject({
  arguments: Json,
  /** Absent, the call never came to an end. */
  outcome: z.strictObject({ content: z.string(), is_error: z.boolean() }).exactOptional(),
});

/** A tool that a run called, with what came of each call, in the order in which they began. */
export const RecordedTool = z.strictObject({
  name: z.string(),
  source: z.string(),
  description: z.string(),
  effect: Effect,
  input_schema: Json,
  calls: z.array(RecordedCall),
});
export type RecordedTool = z.infer<typeof RecordedTool>;

/** All that a run met outside of the runtime: its model, its tools, and who may do what. */
export const RecordedWorld = z.strictObject({
  model: z.string(),
  protocol: ProtocolChoice,
  answers: z.array(RecordedAnswer),
  /** The last answer was cut off by the person: it goes no further and does not end. */
  is_cut_off: z.boolean(),
  tools: z.array(RecordedTool),
  rules: z.array(PermissionRule),
});
export type RecordedWorld = z.infer<typeof RecordedWorld>;
