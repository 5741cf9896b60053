import { type JsonObject, parseObject } from "./json-access.ts";

/**
 * A call's arguments for protocols that take an object instead of the model's text.
 * Text that is no JSON object goes back as `invalid_arguments`, so that the model sees its mistake.
 */
export function argumentObject(text: string): JsonObject {
  if (text.trim() === "") return {};
  return parseObject(text) ?? { invalid_arguments: text };
}

/**
 * The model's own text where it is a JSON object: repeated to the byte, it keeps the provider's
 * prompt cache. Anything else becomes an object, since chat templates of servers fail on it.
 */
export function argumentText(text: string): string {
  return parseObject(text) === undefined ? JSON.stringify(argumentObject(text)) : text;
}
