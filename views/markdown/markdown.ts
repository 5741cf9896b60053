import { Directive, directive } from "lit/directive.js";
import { guard } from "lit/directives/guard.js";

import { blockView } from "./block-view.ts";
import type { MarkdownContext } from "./inline-view.ts";
import { MarkdownStream } from "./markdown-stream.ts";

class MarkdownDirective extends Directive {
  readonly #stream = new MarkdownStream();

  override render(source: string, open: boolean, context: MarkdownContext): unknown {
    return this.#stream
      .read(source, open)
      .map((block) => guard([block, context.citations], () => blockView(block.token, context)));
  }
}

/**
 * A Markdown text as Lit templates. While `open`, each rendering costs what is new: closed blocks
 * keep their DOM nodes, and with them selection and scroll place. The last rendering, not open, is
 * the same whatever the chunks were.
 */
export const markdown = directive(MarkdownDirective);
