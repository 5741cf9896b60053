import type { Plugin } from "vite";

/** What marked adds to its lexer: a parser, renderers, and an instance of all whose making no bundler drops. */
const REST = /var (\w+)=new \w+;function \w+\(\w+,\w+\)\{return \1\.parse.*?(?=export\{)/s;
const EXPORTS = /export\{.*?\};/s;
const USED = ["Lexer", "Tokenizer"];

/** Leaves of marked what the pages use, its lexer: a sixth of its weight goes. Fails where marked has changed. */
export function lexerOnly(): Plugin {
  return {
    name: "lexer-only",
    transform: {
      filter: { id: /\/marked\/lib\/marked\.esm\.js$/ },
      handler(code) {
        const exported = EXPORTS.exec(code)?.[0] ?? "";
        const used = USED.map((name) => new RegExp(`\\w+ as ${name}\\b`).exec(exported)?.[0]);
        if (used.includes(undefined) || !REST.test(code)) {
          throw new Error("marked is built in another way now: adapt scripts/lexer-only.ts");
        }
        return code.replace(REST, "").replace(EXPORTS, `export{${used.join(",")}};`);
      },
    },
  };
}
