import { z } from "zod";

/** Any JSON value, as models and tools exchange it. */
export const Json = z.json();
export type Json = z.infer<typeof Json>;

/** Tokens spent, as far as the provider said; a field it did not report is absent, never zero. */
export const Usage = z.object({
  input_tokens: z.number().exactOptional(),
  output_tokens: z.number().exactOptional(),
  cached_input_tokens: z.number().exactOptional(),
  reasoning_tokens: z.number().exactOptional(),
});
export type Usage = z.infer<typeof Usage>;

/** A place that an answer rests on. Lines count from 1 and include both ends. */
export const Citation = z.object({
  index: z.int().min(1),
  title: z.string(),
  quote: z.string().exactOptional(),
  url: z.string().exactOptional(),
  path: z.string().exactOptional(),
  start_line: z.int().exactOptional(),
  end_line: z.int().exactOptional(),
  tool_call_id: z.string().exactOptional(),
});
export type Citation = z.infer<typeof Citation>;

/** What went wrong, in words for a person; `code` is stable for programs. */
export const Failure = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string().exactOptional(),
  retryable: z.boolean().exactOptional(),
});
export type Failure = z.infer<typeof Failure>;

/** What a tool does to the world; decides what recovery may do with a started call. */
export const Effect = z.enum(["read", "idempotent", "at_most_once"]);
export type Effect = z.infer<typeof Effect>;

/** A call of another run whose recorded result stands for this one: nothing ran. */
export const ReusedCall = z.object({ run_id: z.string(), tool_call_id: z.string() });
export type ReusedCall = z.infer<typeof ReusedCall>;

/** The four phases of the PMPO loop. */
export const Phase = z.enum(["plan", "monitor", "perform", "observe"]);
export type Phase = z.infer<typeof Phase>;
