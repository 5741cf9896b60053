import type { ProviderIdentity } from "./model-failure.ts";

/** Where OpenAI itself answers. */
export const OPENAI_BASE_URL = "https://api.openai.com/v1";

/** How one provider is reached. */
export interface Connection extends ProviderIdentity {
  /** Whose dialect of Chat Completions the server speaks. */
  readonly driver: "openai" | "openai-compatible";
  readonly protocol: "chat" | "responses";
  readonly fetch: typeof globalThis.fetch;
}

/** Whether an address is OpenAI's own, where a key is a must and the Responses API is at home. */
export function isOpenAI(baseUrl: string): boolean {
  return URL.parse(baseUrl)?.hostname === "api.openai.com";
}
