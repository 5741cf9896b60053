import { z } from "zod";

import { Json } from "#runtime/event/shared.ts";

/** Words that a list shows on one line. */
export const Words = z.string().trim().min(1).max(500);

/** What a task wants to reach. It is the message of its first turn, so it may be as long. */
export const Objective = z.string().trim().min(1).max(100_000);

/** What else may be said of a task, as JSON in characters. */
const MAX_ADDITIONAL_CHARS = 16_000;

/** What may be said of a task beside its objective. */
export const TaskFields = {
  title: Words.exactOptional(),
  assignee: Words.exactOptional(),
  acceptance: z.array(Words).max(100).exactOptional(),
  additional_input: z
    .record(z.string(), Json)
    .refine((value) => JSON.stringify(value).length <= MAX_ADDITIONAL_CHARS, {
      error: `additional_input takes ${MAX_ADDITIONAL_CHARS} characters of JSON; put more into a file`,
    })
    .exactOptional(),
};

export const TaskId = z.strictObject({ task_id: z.string().min(1) });
