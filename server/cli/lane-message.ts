import { z } from "zod";

import { Decision, Question } from "#runtime/event/action.ts";
import { Json } from "#runtime/event/shared.ts";

const Failure = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string().exactOptional(),
});

const AskedApproval = z.object({
  state: z.literal("required"),
  action_id: z.string(),
  tool: z.string(),
  arguments: Json,
  arguments_hash: z.string(),
  prompt: z.string(),
  decisions: z.array(Decision),
  /** What the call's server asks for. */
  question: Question.exactOptional(),
});
export type AskedApproval = z.infer<typeof AskedApproval>;

const ToolLine = z.object({
  call_id: z.string(),
  state: z.string(),
  name: z.string().exactOptional(),
  arguments: Json.exactOptional(),
  content: z.string().exactOptional(),
  error: Failure.exactOptional(),
});

/** What a terminal shows of a run: the messages of its lanes as `application/jsonl` has them. */
const ShownMessage = z.discriminatedUnion("lane", [
  z.object({
    lane: z.literal("tokens"),
    data: z.object({ text: z.string(), discard: z.number().exactOptional() }),
  }),
  z.object({ lane: z.literal("tools"), data: ToolLine }),
  z.object({
    lane: z.literal("citations"),
    data: z.object({
      index: z.number(),
      title: z.string().exactOptional(),
      path: z.string().exactOptional(),
      url: z.string().exactOptional(),
      start_line: z.number().exactOptional(),
    }),
  }),
  z.object({
    lane: z.literal("approvals"),
    data: z.discriminatedUnion("state", [
      AskedApproval,
      z.object({
        state: z.literal("resolved"),
        action_id: z.string(),
        decision: z.string(),
        decided_by: z.string(),
      }),
    ]),
  }),
  z.object({ lane: z.literal("errors"), data: Failure }),
  z.object({
    lane: z.literal("status"),
    data: z.object({
      status: z.string(),
      title: z.string().exactOptional(),
      detail: z.string().exactOptional(),
      done: z.literal(true).exactOptional(),
    }),
  }),
]);
export type ShownMessage = z.infer<typeof ShownMessage>;

const SHOWN: ReadonlySet<string> = new Set(
  ShownMessage.options.map(({ shape }) => shape.lane.value),
);

/** Every message says its lane, and all but heartbeats their place. */
const AnyMessage = z.object({ lane: z.string(), id: z.string().exactOptional() });

/** One line of a lane stream: its place, and what is shown of it. Throws ZodError or SyntaxError. */
export function parseLaneLine(line: string): { id?: string; message?: ShownMessage } {
  const json: unknown = JSON.parse(line);
  const { lane, id } = AnyMessage.parse(json);
  return {
    ...(id !== undefined && { id }),
    ...(SHOWN.has(lane) && { message: ShownMessage.parse(json) }),
  };
}
