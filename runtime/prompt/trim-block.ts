import type { ForNode, IfNode, TemplateNode } from "./template.ts";

/**
 * Takes the white space away that stands inside of a block's braces, on each side where white space
 * stands outside, too: a block on lines of its own leaves no empty lines.
 */
export function trimBlock(block: IfNode | ForNode, text: string): void {
  const before = isSpace(text[block.start - 1]);
  const after = isSpace(text[block.end]);
  const bodies =
    block.kind === "if" ? block.branches.map(({ children }) => children) : [block.children];
  if (block.otherwise !== undefined) bodies.push(block.otherwise);
  for (const body of bodies) trimBody(body, before, after);
}

function trimBody(body: TemplateNode[], before: boolean, after: boolean): void {
  const first = body[0];
  if (before && first?.kind === "text") {
    first.data = first.data.trimStart();
    if (first.data === "") body.shift();
  }
  const last = body.at(-1);
  if (after && last?.kind === "text") {
    last.data = last.data.trimEnd();
    if (last.data === "") body.pop();
  }
}

/** The ends of the prompt count as white space. */
function isSpace(character: string | undefined): boolean {
  return character === undefined || /\s/.test(character);
}
