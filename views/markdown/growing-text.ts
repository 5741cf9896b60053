import { noChange } from "lit/html.js";
import { type ChildPart, Directive, directive } from "lit/directive.js";

class GrowingText extends Directive {
  override render(text: string): unknown {
    return text;
  }

  override update(part: ChildPart, [text]: [string]): unknown {
    const node = part.startNode?.nextSibling;
    if (!(node instanceof Text) || node.nextSibling !== part.endNode) return text;
    replaceEnd(node, text);
    return noChange;
  }
}

/**
 * A text in a node of its own that grows at its end: what is marked in it stays marked, and only what
 * is new is written.
 */
export const growingText = directive(GrowingText);

/** Writes from the first letter on that differs: ranges that end before it are left alone. */
function replaceEnd(node: Text, text: string): void {
  const { data } = node;
  if (data === text) return;
  let same = 0;
  if (text.startsWith(data)) same = data.length;
  else while (same < data.length && data.charCodeAt(same) === text.charCodeAt(same)) same += 1;
  node.replaceData(same, data.length - same, text.slice(same));
}
