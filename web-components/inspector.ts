import { paletteKey } from "./go-keys.ts";
import { UarInspector } from "./inspector/inspector-element.ts";
import { enrichProse } from "./prose/enrich-prose.ts";
import { UarWire } from "./uar-wire.ts";

customElements.define("uar-inspector", UarInspector);
customElements.define("uar-wire", UarWire);

paletteKey();
// For as long as the page is open.
enrichProse(document.body, new AbortController().signal);
