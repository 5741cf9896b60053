import { type JsonObject, parseObject } from "./json-access.ts";

/**
 * A call's arguments for protocols that take an object instead of the model's text.
 * Text that is no JSON object goes back as `invalid_arguments`, so that the model sees its mistake.
 */
export function argumentObject(text: string): JsonObject {
  if (text.trim() === "") return {};
  return parseObject(text) ?? { invalid_arguments: text };
}
