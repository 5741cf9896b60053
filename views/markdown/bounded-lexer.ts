import { Lexer, Tokenizer, type MarkedOptions, type Token, type Tokens } from "marked";

/** The marks of a longer paragraph are text: to pair them takes the square of its length. */
const INLINE_MAX_CHARS = 20_000;
/** Marks that stand deeper in each other are text: each level is read again. */
const INLINE_NESTING_MAX = 24;
/** So far does a look for the end of an emphasis go. */
const EMPHASIS_MAX_CHARS = 2000;
/** Rows that lack more cells than these make no table: a few letters would be millions of empty cells. */
const MISSING_CELLS_MAX = 5_000;

/** Where no web address begins, a mail address may: RFC 5321 ends it after 254 characters. */
const MAIL_MAX_CHARS = 256;
const WEB = /^(?:https?:|ftp:|www\.)/i;

/** The lexer of marked where a hostile text costs no more than its length, and no letter of it is lost. */
export class BoundedLexer extends Lexer {
  #depth = 0;

  constructor(options: MarkedOptions) {
    super({ ...options, tokenizer: new BoundedTokenizer() });
  }

  override inlineTokens(source: string, tokens: Token[] = []): Token[] {
    if (source.length > INLINE_MAX_CHARS || this.#depth >= INLINE_NESTING_MAX) {
      tokens.push({ type: "text", raw: source, text: source, escaped: false });
      return tokens;
    }
    this.#depth += 1;
    try {
      return super.inlineTokens(source, tokens);
    } finally {
      this.#depth -= 1;
    }
  }
}

type EmStrong = Tokens.Em | Tokens.Strong;

class BoundedTokenizer extends Tokenizer {
  override table(source: string): Tokens.Table | undefined {
    const [, head = "", , rows = ""] = this.rules.block.table.exec(source) ?? [];
    const wanted = (bars(head) + 1) * rows.split("\n").length;
    return wanted - bars(rows) > MISSING_CELLS_MAX ? undefined : super.table(source);
  }

  override emStrong(source: string, masked: string, before?: string): EmStrong | undefined {
    const from = masked.length - source.length;
    const within = masked.slice(from, from + EMPHASIS_MAX_CHARS);
    return super.emStrong(source.slice(0, EMPHASIS_MAX_CHARS), within, before);
  }

  override url(source: string): Tokens.Link | undefined {
    return super.url(WEB.test(source) ? source : source.slice(0, MAIL_MAX_CHARS));
  }
}

function bars(text: string): number {
  return text.split("|").length - 1;
}
