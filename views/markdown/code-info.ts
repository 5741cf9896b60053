import { decodeCharacterReferences } from "./character-reference.ts";

/** What a fence says about its code. */
export interface CodeInfo {
  /** The first word as it was written; empty where there is none. */
  readonly language: string;
  /** A file's name, where one follows: `ts src/retry.ts` or `ts title="retry.ts"`. */
  readonly name: string | undefined;
}

const TITLE = /\b(?:title|filename|file)="([^"]+)"/;
const FILE = /^[\w.@/-]*\w\.\w{1,10}$/;

/** Reads the words after a fence's marks. */
export function readCodeInfo(info: string): CodeInfo {
  const words = decodeCharacterReferences(info).trim();
  const [language = "", second = ""] = words.split(/\s+/, 2);
  return { language, name: TITLE.exec(words)?.[1] ?? FILE.exec(second)?.[0] };
}
