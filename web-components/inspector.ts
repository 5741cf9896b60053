import { singleKeysSwitch } from "./chat/single-keys.ts";
import { paletteKey } from "./go-keys.ts";
import { forkLink } from "./inspector/fork-link.ts";
import { UarInspector } from "./inspector/inspector-element.ts";
import { enrichProse } from "./prose/enrich-prose.ts";
import { UarWire } from "./uar-wire.ts";

customElements.define("uar-inspector", UarInspector);
customElements.define("uar-wire", UarWire);

paletteKey();
forkLink();

/** The page goes away as a whole, and takes this with it. */
const { signal } = new AbortController();
enrichProse(document.body, signal);
const singleKeys = document.querySelector<HTMLInputElement>("[data-single-keys]");
if (singleKeys !== null) singleKeysSwitch(singleKeys, signal);
