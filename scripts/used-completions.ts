import type { Plugin } from "vite";

/** Completions that `views/markdown/markdown-stream.ts` turns off, as remend's table lists them. */
const UNUSED =
  /\{handler:\{name:"(?:singleTilde|comparisonOperators|htmlTags|setextHeadings|katex|inlineKatex)",[^{}]*\},[^{}]*\},?/g;
const UNUSED_COUNT = 6;

/** Leaves of remend what the pages use. Fails where remend has changed. */
export function usedCompletions(): Plugin {
  return {
    name: "used-completions",
    transform: {
      filter: { id: /\/remend\/dist\/index\.js$/ },
      handler(code) {
        if (code.match(UNUSED)?.length !== UNUSED_COUNT) {
          throw new Error("remend is built in another way now: adapt scripts/used-completions.ts");
        }
        return code.replace(UNUSED, "");
      },
    },
  };
}
