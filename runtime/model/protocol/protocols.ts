import { anthropicProtocol } from "./anthropic/anthropic-protocol.ts";
import { chatProtocol } from "./chat/chat-protocol.ts";
import { cohereProtocol } from "./cohere/cohere-protocol.ts";
import { geminiProtocol } from "./gemini/gemini-protocol.ts";
import { ollamaProtocol } from "./ollama/ollama-protocol.ts";
import type { Protocol, ProtocolName } from "./protocol.ts";
import { responsesProtocol } from "./responses/responses-protocol.ts";

/** The wire formats by their names. */
export const PROTOCOLS: Readonly<Record<ProtocolName, Protocol>> = {
  chat: chatProtocol,
  responses: responsesProtocol,
  anthropic: anthropicProtocol,
  gemini: geminiProtocol,
  ollama: ollamaProtocol,
  cohere: cohereProtocol,
};
