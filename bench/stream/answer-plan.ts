import { z } from "zod";

/** What the mock upstream shall answer. It travels as the user's message, so that it passes any server. */
export const AnswerPlan = z.strictObject({
  tokens: z.int().positive(),
  /** Absent: as fast as the connection takes them. */
  per_second: z.number().positive().exactOptional(),
  /** Each token carries its time of sending, counted from this moment of `microsNow`. */
  stamped_from: z.number().exactOptional(),
  /** First asks for the tool whose name ends so, and answers once its result is there. */
  tool: z.string().exactOptional(),
});
export type AnswerPlan = z.infer<typeof AnswerPlan>;
