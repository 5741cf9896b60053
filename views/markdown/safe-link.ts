import { decodeCharacterReferences } from "./character-reference.ts";

const ALLOWED = /^(?:https?:\/\/|mailto:)/i;
/** Stripped by a browser, or turning the letters around: an address with one is not what it seems. */
const HIDDEN = /[\p{Cc}\p{Z}\p{Bidi_Control}]/u;

/**
 * The address that a link of a model's answer may lead to, or nothing when it may not be a link.
 * Only http, https, mailto and places in the same page; anything else stays text.
 */
export function safeLink(written: string, literal = false): string | undefined {
  const href = literal ? written : decodeCharacterReferences(written);
  if (HIDDEN.test(href)) return undefined;
  if (href.startsWith("#")) return href;
  return ALLOWED.test(href) && URL.canParse(href) ? href : undefined;
}
