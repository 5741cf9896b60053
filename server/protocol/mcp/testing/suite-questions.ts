import {
  acceptedContent,
  type CallToolResult,
  CLIENT_CAPABILITIES_META_KEY,
  type InputRequests,
  inputRequired,
  type InputRequiredResult,
  type McpServer,
  type RequestStateCodec,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { z } from "zod";

type Answer = CallToolResult | InputRequiredResult;
type Handler = (context: ServerContext) => Answer | Promise<Answer>;

const form = (field: string, type: "string" | "boolean") =>
  inputRequired.elicit({
    message: `Please fill in the ${field}`,
    requestedSchema: {
      type: "object",
      properties: { [field]: type === "string" ? { type } : { type } },
      required: [field],
    },
  });

const sampling = () =>
  inputRequired.createMessage({
    messages: [{ role: "user", content: { type: "text", text: "What is the capital of France?" } }],
    maxTokens: 100,
  });

/** The tools and the prompt of the official suite that ask their caller before they answer (2026-07-28). */
export function addSuiteQuestions(server: McpServer, states: RequestStateCodec<string>): void {
  const tools: Readonly<Record<string, Handler>> = {
    test_streaming_elicitation: asking({ user_name: form("name", "string") }),
    test_missing_capability: asking({ answer: sampling() }),
    test_input_required_result_elicitation: asking({ user_name: form("name", "string") }),
    test_input_required_result_sampling: asking({ answer: sampling() }),
    test_input_required_result_list_roots: asking({ client_roots: inputRequired.listRoots() }),
    test_input_required_result_request_state: confirming(states),
    test_input_required_result_tampered_state: confirming(states),
    test_input_required_result_multiple_inputs: asking(
      {
        user_name: form("name", "string"),
        greeting: sampling(),
        client_roots: inputRequired.listRoots(),
      },
      states,
    ),
    test_input_required_result_multi_round: rounds(states),
    test_input_required_result_capabilities: askingTheAble,
  };
  for (const [name, handle] of Object.entries(tools)) {
    const about = { description: "Asks before it answers", inputSchema: z.object({}) };
    server.registerTool(name, about, (_, context) => handle(context));
  }
  server.registerPrompt(
    "test_input_required_result_prompt",
    { description: "Asks before it answers", argsSchema: z.object({}) },
    (_, { mcpReq }) => {
      const given = acceptedContent<{ context: string }>(mcpReq.inputResponses, "user_context");
      if (given === undefined) {
        return inputRequired({ inputRequests: { user_context: form("context", "string") } });
      }
      return { messages: [{ role: "user", content: { type: "text", text: given.context } }] };
    },
  );
}

/** Asks until each question has an answer of its kind. */
function asking(inputRequests: InputRequests, states?: RequestStateCodec<string>): Handler {
  return async ({ mcpReq }) => {
    const responses = mcpReq.inputResponses;
    const isOpen = Object.entries(inputRequests).some(([key, { method }]) =>
      method === "elicitation/create"
        ? acceptedContent(responses, key) === undefined
        : responses?.[key] === undefined,
    );
    if (!isOpen) return said(JSON.stringify(responses));
    const requestState = await states?.mint("asked");
    return inputRequired({ inputRequests, ...(requestState !== undefined && { requestState }) });
  };
}

function confirming(states: RequestStateCodec<string>): Handler {
  return async ({ mcpReq }) => {
    const isConfirmed = acceptedContent(mcpReq.inputResponses, "confirm") !== undefined;
    if (isConfirmed && mcpReq.requestState<string>() === "asked") return said("state-ok");
    const inputRequests = { confirm: form("ok", "boolean") };
    return inputRequired({ inputRequests, requestState: await states.mint("asked") });
  };
}

function rounds(states: RequestStateCodec<string>): Handler {
  return async ({ mcpReq }) => {
    const state = mcpReq.requestState<string>();
    if (state === "second") return said("Both rounds are done");
    const [key, field, next] =
      state === undefined ? ["step1", "name", "first"] : ["step2", "color", "second"];
    const inputRequests = { [key]: form(field, "string") };
    return inputRequired({ inputRequests, requestState: await states.mint(next) });
  };
}

/** What a client says with each request that it can answer. */
const Able = z
  .looseObject({
    [CLIENT_CAPABILITIES_META_KEY]: z.looseObject({
      elicitation: z.unknown().optional(),
      sampling: z.unknown().optional(),
      roots: z.unknown().optional(),
    }),
  })
  .transform((envelope) => envelope[CLIENT_CAPABILITIES_META_KEY]);

/** Asks only what the caller said that it can answer. */
const askingTheAble: Handler = ({ mcpReq }) => {
  if (mcpReq.inputResponses !== undefined) return said("Answered");
  const { elicitation, sampling: samples, roots } = Able.parse(mcpReq.envelope);
  const inputRequests: InputRequests = {
    ...(elicitation !== undefined && { user_name: form("name", "string") }),
    ...(samples !== undefined && { greeting: sampling() }),
    ...(roots !== undefined && { client_roots: inputRequired.listRoots() }),
  };
  if (Object.keys(inputRequests).length === 0) return said("There is nothing to ask");
  return inputRequired({ inputRequests });
};

/** An answer of one text. */
export function said(text: string): CallToolResult {
  return { content: [{ type: "text", text }] };
}
