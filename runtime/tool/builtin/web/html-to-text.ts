const SKIPPED = new Set(["script", "style", "template", "noscript", "svg", "iframe", "head"]);
const BREAKS = new Set(
  "address article aside blockquote br dd div dl dt figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table td th tr ul".split(
    " ",
  ),
);
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
  ["nbsp", " "],
  ["ndash", "–"],
  ["mdash", "—"],
  ["hellip", "…"],
  ["copy", "©"],
]);
/** `&#1114111;` is the longest that stands for something. */
const MAX_ENTITY_CHARS = 10;

/** The words of a page, a line for each of its blocks. Looks at each character a bounded number of times. */
export function htmlToText(html: string): string {
  const parts: string[] = [];
  for (let at = 0; at < html.length;) {
    const tag = html.indexOf("<", at);
    const end = tag === -1 ? html.length : tag;
    parts.push(decoded(html.slice(at, end)).replaceAll(/\s+/g, " "));
    if (tag === -1) break;
    at = afterTag(html, tag, parts);
  }
  const lines = parts.join("").split("\n");
  return lines
    .map((line) => line.replaceAll(/ +/g, " ").trim())
    .filter((line) => line !== "")
    .join("\n");
}

/** Where the text goes on after a tag, a comment, or an element whose content is no text. */
function afterTag(html: string, start: number, parts: string[]): number {
  if (html.startsWith("<!--", start)) return after(html, "-->", start + 4);
  const name = /^<\/?([a-z][a-z0-9]*)/i.exec(html.slice(start, start + 32))?.[1]?.toLowerCase();
  if (name === undefined && !/[!?/]/.test(html[start + 1] ?? "")) {
    parts.push("<");
    return start + 1;
  }
  const end = after(html, ">", start);
  if (name === undefined) return end;
  if (BREAKS.has(name)) parts.push("\n");
  const isSkipped = SKIPPED.has(name) && html[start + 1] !== "/";
  return isSkipped ? afterElement(html, name, end) : end;
}

/** Case does not matter to a page; a copy in lower case of all that is left would make this quadratic. */
function afterElement(html: string, name: string, from: number): number {
  for (let at = from; ; at += 2) {
    at = html.indexOf("</", at);
    if (at === -1) return html.length;
    const closing = html.slice(at + 2, at + 2 + name.length).toLowerCase();
    if (closing === name) return after(html, ">", at);
  }
}

function after(html: string, mark: string, from: number): number {
  const found = html.indexOf(mark, from);
  return found === -1 ? html.length : found + mark.length;
}

function decoded(text: string): string {
  if (!text.includes("&")) return text;
  return text.replaceAll(/&(#x?[0-9a-f]+|[a-z]+);/gi, (whole, body: string) => {
    if (body.length > MAX_ENTITY_CHARS) return whole;
    if (!body.startsWith("#")) return ENTITIES.get(body) ?? whole;
    const code = /^#x/i.test(body) ? Number.parseInt(body.slice(2), 16) : Number(body.slice(1));
    const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    return isCharacter ? String.fromCodePoint(code) : whole;
  });
}
