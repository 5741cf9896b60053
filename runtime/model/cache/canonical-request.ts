import type { ModelDriver, ModelRequest } from "#runtime/model/driver.ts";

/**
 * One text for all requests that ask the same model for the same: a hash over what is asked, whatever
 * the order of members. Where its bytes are recorded is no part of it.
 */
export async function canonicalRequest(
  { provider, model }: Pick<ModelDriver, "provider" | "model">,
  { messages, tools, settings }: ModelRequest,
): Promise<string> {
  const text = JSON.stringify({ provider, model, messages, tools, settings }, inOrder);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function inOrder(_name: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
}
