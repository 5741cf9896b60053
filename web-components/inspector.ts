import { singleKeysSwitch } from "./chat/single-keys.ts";
import { themeSwitch } from "./chat/theme-switch.ts";
import { paletteKey } from "./go-keys.ts";
import { UarInspector } from "./inspector/inspector-element.ts";
import { UarWire } from "./uar-wire.ts";

customElements.define("uar-inspector", UarInspector);
customElements.define("uar-wire", UarWire);

paletteKey();

/** The page goes away as a whole, and takes these with it. */
const { signal } = new AbortController();
const switches = document.querySelector<HTMLFormElement>(".theme-switch");
if (switches !== null) themeSwitch(switches, signal);
const singleKeys = document.querySelector<HTMLInputElement>("[data-single-keys]");
if (singleKeys !== null) singleKeysSwitch(singleKeys, signal);
