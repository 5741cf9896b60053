import type { ProtocolName } from "#runtime/model/protocol/protocol.ts";

/** The protocols by the names that people know them by; the first of each is ours. */
const NAMES = {
  chat: [
    "chat",
    "chat-completions",
    "openai-chat",
    "openai-chat-completions",
    "completions",
    "openai-completions",
  ],
  responses: ["responses", "openai-responses", "open-responses"],
  anthropic: ["anthropic", "messages", "anthropic-messages"],
  gemini: [
    "gemini",
    "generate-content",
    "google",
    "google-gemini",
    "google-generate",
    "google-generate-content",
  ],
  ollama: ["ollama", "ollama-chat", "ollama-generate", "ollama-native"],
  cohere: ["cohere", "cohere-v2", "cohere-chat"],
} as const satisfies Record<ProtocolName, readonly string[]>;

export const PROTOCOL_NAMES: readonly string[] = Object.keys(NAMES);

/** The protocol of a name that people use, in any case and with any of `-`, `_`, `.` and blanks. */
export function findProtocol(name: string): ProtocolName | undefined {
  const plain = plainly(name);
  const rows = Object.entries(NAMES).flatMap(([protocol, names]) =>
    names.map((known) => ({ protocol, known: plainly(known) })),
  );
  const found = rows.find(({ known }) => known === plain)?.protocol;
  return isProtocolName(found) ? found : undefined;
}

function plainly(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.\s]/g, "");
}

function isProtocolName(name: string | undefined): name is ProtocolName {
  return name !== undefined && name in NAMES;
}
