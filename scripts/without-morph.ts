import type { Plugin } from "vite";

/** The methods with which htmx morphs old nodes into new ones; the pages' fragments replace or append. */
const MORPH =
  /^ {8}#(morphChildren|findBestMatch|morphNode|populateIdMapWithTree|createIdMaps|createPersistentIds)\(.*?^ {8}\}\n/gms;
const MORPH_COUNT = 6;
const ENTRY = /^ {8}#morph\(oldNode, .*?^ {8}\}\n/ms;
const REFUSAL = '#morph() { throw new Error("This bundle of htmx has no morph swaps"); }\n';

/** Leaves of htmx what the pages use: swaps without morphing. Fails where htmx has changed. */
export function withoutMorph(): Plugin {
  return {
    name: "without-morph",
    transform: {
      filter: { id: /\/htmx\.org\/dist\/htmx\.esm\.js$/ },
      handler(code) {
        if (code.match(MORPH)?.length !== MORPH_COUNT || !ENTRY.test(code)) {
          throw new Error("htmx is built in another way now: adapt scripts/without-morph.ts");
        }
        return code.replace(MORPH, "").replace(ENTRY, REFUSAL);
      },
    },
  };
}
