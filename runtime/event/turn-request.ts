import { z } from "zod";

import { Json } from "./shared.ts";

/** A call in a conversation that was held elsewhere; `arguments` is the text that the model wrote. */
const SaidCall = z.object({
  provider_call_id: z.string(),
  name: z.string(),
  arguments: z.string(),
});

/** One message of a conversation that was held elsewhere. */
export const SaidMessage = z.discriminatedUnion("role", [
  z.object({ role: z.literal("user"), content: z.string() }),
  z.object({ role: z.literal("assistant"), content: z.string(), tool_calls: z.array(SaidCall) }),
  z.object({
    role: z.literal("tool"),
    provider_call_id: z.string(),
    name: z.string(),
    content: z.string(),
  }),
]);
export type SaidMessage = z.infer<typeof SaidMessage>;

/** A tool that the client runs itself: the run ends with its calls, and their results come with a later turn. */
export const ClientTool = z.object({
  name: z.string().regex(/^[\w-]{1,64}$/, "A tool's name is up to 64 letters, digits, _ or -"),
  description: z.string(),
  /** JSON Schema of the arguments. */
  input_schema: Json,
});
export type ClientTool = z.infer<typeof ClientTool>;

/** What came of a call that a client made. */
export const ClientResult = z.object({ tool_call_id: z.string(), content: z.string() });
export type ClientResult = z.infer<typeof ClientResult>;

/** The JSON Schema that an answer is to fit, under a name that providers take. */
export const ResponseSchema = z.object({
  name: z.string().regex(/^[\w-]{1,64}$/, "A schema's name is up to 64 letters, digits, _ or -"),
  schema: Json,
});
export type ResponseSchema = z.infer<typeof ResponseSchema>;

/** How the model is to answer this one turn; what is left open is the agent's to choose. */
export const TurnSettings = z.object({
  temperature: z.number().min(0).max(2).exactOptional(),
  top_p: z.number().min(0).max(1).exactOptional(),
  max_output_tokens: z.int().positive().exactOptional(),
  presence_penalty: z.number().min(-2).max(2).exactOptional(),
  frequency_penalty: z.number().min(-2).max(2).exactOptional(),
  stop: z.array(z.string().min(1)).exactOptional(),
  reasoning_effort: z.string().min(1).exactOptional(),
  parallel_tool_calls: z.boolean().exactOptional(),
});
export type TurnSettings = z.infer<typeof TurnSettings>;

/** What a program's request brings for its one turn, beside the message. */
export const TurnRequest = z.object({
  /** Said to the model behind the agent's own instructions. */
  instructions: z.string().exactOptional(),
  /** What was said before, where the thread does not hold it. */
  history: z.array(SaidMessage).exactOptional(),
  tools: z.array(ClientTool).exactOptional(),
  /** What came of calls that earlier runs of the thread handed to the client. */
  results: z.array(ClientResult).exactOptional(),
  settings: TurnSettings.exactOptional(),
  /** The answer is to be JSON of this schema. */
  response_schema: z.object({ name: z.string(), schema: Json }).exactOptional(),
  /** The model is meant, and no agent: neither instructions nor tools of an agent go with it. */
  direct: z.literal(true).exactOptional(),
  /** What the protocol says again in its answers; the runtime does not read it. */
  echo: Json.exactOptional(),
});
export type TurnRequest = z.infer<typeof TurnRequest>;
