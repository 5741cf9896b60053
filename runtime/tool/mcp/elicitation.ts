import {
  type ElicitResult,
  type InputRequiredResult,
  type InputResponses,
  ProtocolError,
  ProtocolErrorCode,
  SdkError,
  SdkErrorCode,
} from "@modelcontextprotocol/client";
import { z } from "zod";

import { Json } from "#runtime/event/shared.ts";
import { questionFields } from "#runtime/state/question-fields.ts";
import type { AskPerson, PersonQuestion } from "#runtime/tool/tool.ts";
import { visibleText } from "./visible-text.ts";

const MAX_MESSAGE_CHARS = 4_000;
/** Half of what an event holds. */
const MAX_SCHEMA_CHARS = 32 * 1024;
const MAX_URL_CHARS = 2_000;
/** Questions of one round; a server that has more asks them one after the other. */
const MAX_REQUESTS = 10;

/** What the client says that it can do: show a form, and an address to go to. Models are not lent to servers. */
export const ELICITATION = { form: {}, url: {} };

const Asked = z.union([
  z.looseObject({ mode: z.literal("url"), message: z.string(), url: z.string() }),
  z.looseObject({
    mode: z.literal("form").optional(),
    message: z.string(),
    requestedSchema: Json,
  }),
]);

/** Puts a server's question before the person; declined where nobody can be asked. */
export async function elicit(
  { server, ask }: { readonly server: string; readonly ask: AskPerson | undefined },
  params: unknown,
  signal: AbortSignal,
): Promise<ElicitResult> {
  const question = readQuestion(server, params);
  if (ask === undefined) return { action: "decline" };
  const answer = await ask(question, signal);
  if (answer.action !== "accept") return answer;
  if (question.url !== undefined) return { action: "accept" };
  // The answer was checked against a schema that allows texts, numbers, flags and lists of texts alone.
  return { action: "accept", content: answer.content as NonNullable<ElicitResult["content"]> };
}

/**
 * Answers all that a result of 2026-07-28 asks for, one after the other. Rejects with an SdkError where it asks
 * for something else than a person's answer.
 */
export async function fulfil(
  { inputRequests = {} }: Pick<InputRequiredResult, "inputRequests">,
  asking: { readonly server: string; readonly ask: AskPerson | undefined },
  signal: AbortSignal,
): Promise<InputResponses> {
  const requests = Object.entries(inputRequests);
  const other = requests.find(([, { method }]) => method !== "elicitation/create");
  if (other !== undefined || requests.length > MAX_REQUESTS) {
    const what = other === undefined ? `${requests.length} answers at once` : other[1].method;
    throw new SdkError(SdkErrorCode.CapabilityNotSupported, `It asks for ${what}`);
  }
  const responses: InputResponses = {};
  for (const [key, { params }] of requests) responses[key] = await elicit(asking, params, signal);
  return responses;
}

/** The question in a form that is safe to show and small enough to keep. Throws ProtocolError. */
function readQuestion(server: string, params: unknown): PersonQuestion {
  const parsed = Asked.safeParse(params);
  if (!parsed.success) throw refusal(z.prettifyError(parsed.error));
  const message = visibleText(parsed.data.message).slice(0, MAX_MESSAGE_CHARS).toWellFormed();
  if (parsed.data.mode === "url") {
    return { server, message, url: readUrl(parsed.data.url) };
  }
  const schema = parsed.data.requestedSchema;
  if (JSON.stringify(schema).length > MAX_SCHEMA_CHARS) throw refusal("its schema is too large");
  if (questionFields(schema) === undefined) {
    throw refusal("its schema is not a flat object of texts, numbers, flags and choices");
  }
  return { server, message, schema };
}

function readUrl(text: string): string {
  const url = URL.parse(text);
  const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
  if (url !== null && isWeb && url.href.length <= MAX_URL_CHARS) return url.href;
  throw refusal(`"${text.slice(0, 100)}" is no web address`);
}

function refusal(problem: string): ProtocolError {
  const message = `The question cannot be shown to a person: ${problem}`;
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}
