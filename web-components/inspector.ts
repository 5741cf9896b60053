import { paletteKey } from "./go-keys.ts";
import { forkLink } from "./inspector/fork-link.ts";
import { UarInspector } from "./inspector/inspector-element.ts";
import { UarWire } from "./uar-wire.ts";

customElements.define("uar-inspector", UarInspector);
customElements.define("uar-wire", UarWire);

paletteKey();
forkLink();
