import { createOpenAI } from "@ai-sdk/openai";
import { streamText } from "ai";
import { createParser } from "eventsource-parser";
import OpenAI from "openai";

import { aiSdkDriver } from "#runtime/model/ai-sdk-driver.ts";
import { toCallOptions } from "#runtime/model/ai-sdk-prompt.ts";
import type { ModelDriver, ModelRequest } from "#runtime/model/driver.ts";
import { createHttpDriver } from "#runtime/model/protocol/http-driver.ts";
import type { ProtocolName } from "#runtime/model/protocol/protocol.ts";
import { PROTOCOLS } from "#runtime/model/protocol/protocols.ts";
import type { Connection } from "#runtime/model/provider/connection.ts";
import { systemClock } from "#runtime/system-services.ts";
import { type Answer, fetchOf } from "./answers.ts";

/** Reads one whole answer; gives how many deltas it saw. */
export type Reader = () => Promise<number>;

const MODEL = "gpt-5.4-mini";
const BASE_URL = "http://bench.invalid/v1";
const REQUEST: ModelRequest = { messages: [{ role: "user", content: "Hello" }], tools: [] };
const NEVER = new AbortController().signal;

/** The floor: bytes to text to frames to JSON, and nothing made of it. */
export function bareParser(answer: Answer): Reader {
  const fetch = fetchOf(answer);
  return async () => {
    let seen = 0;
    const decoder = new TextDecoder();
    const parser = createParser({
      onEvent: ({ data }) => {
        if (data === "[DONE]") return;
        JSON.parse(data);
        seen += 1;
      },
    });
    const { body } = await fetch("http://bench.invalid");
    for await (const bytes of body ?? []) parser.feed(decoder.decode(bytes, { stream: true }));
    return Math.min(seen, answer.deltas);
  };
}

export function httpDriver(answer: Answer, protocol: ProtocolName): Reader {
  const connection = connectionOf(answer, protocol);
  const options = { connection, protocol: PROTOCOLS[protocol], model: MODEL, clock: systemClock };
  return driverReader(createHttpDriver(options));
}

export function sdkDriver(answer: Answer): Reader {
  const connection = connectionOf(answer, "chat");
  const load = async () => sdkModel(answer);
  return driverReader(aiSdkDriver({ connection, model: MODEL, clock: systemClock, load }));
}

export function bareDoStream(answer: Answer): Reader {
  const model = sdkModel(answer);
  return async () => {
    let seen = 0;
    const { stream } = await model.doStream(toCallOptions(REQUEST));
    for await (const part of stream) if (part.type === "text-delta" && part.delta !== "") seen += 1;
    return seen;
  };
}

export function sdkStreamText(answer: Answer): Reader {
  const model = sdkModel(answer);
  return async () => {
    let seen = 0;
    const { textStream } = streamText({ model, prompt: "Hello", maxRetries: 0 });
    for await (const text of textStream) if (text !== "") seen += 1;
    return seen;
  };
}

/** OpenAI's own client over Chat Completions. */
export function openaiChat(answer: Answer): Reader {
  const { chat } = openaiClient(answer);
  return async () => {
    let seen = 0;
    const stream = await chat.completions.create({
      model: MODEL,
      messages: [{ role: "user", content: "Hello" }],
      stream: true,
    });
    for await (const { choices } of stream) if (choices[0]?.delta.content) seen += 1;
    return seen;
  };
}

/** OpenAI's own client over the Responses API. */
export function openaiResponses(answer: Answer): Reader {
  const { responses } = openaiClient(answer);
  return async () => {
    let seen = 0;
    const stream = await responses.create({ model: MODEL, input: "Hello", stream: true });
    for await (const { type } of stream) if (type === "response.output_text.delta") seen += 1;
    return seen;
  };
}

function openaiClient(answer: Answer): OpenAI {
  return new OpenAI({ apiKey: "none", baseURL: BASE_URL, fetch: fetchOf(answer), maxRetries: 0 });
}

function driverReader(driver: ModelDriver): Reader {
  return async () => {
    let seen = 0;
    for await (const events of driver.stream(REQUEST, NEVER)) {
      for (const event of events) {
        if (event.type === "error") throw new Error(event.message);
        if (event.type === "message_delta") seen += 1;
      }
    }
    return seen;
  };
}

function connectionOf(answer: Answer, protocol: ProtocolName): Connection {
  return {
    provider: "bench",
    baseUrl: BASE_URL,
    driver: "http",
    protocol,
    auth: "none",
    headers: {},
    fetch: fetchOf(answer),
  };
}

function sdkModel(answer: Answer) {
  return createOpenAI({ apiKey: "none", baseURL: BASE_URL, fetch: fetchOf(answer) }).chat(MODEL);
}
