import { pageKeys } from "./page-keys.ts";
import { UarCopy } from "./uar-copy.ts";

customElements.define("uar-copy", UarCopy);

pageKeys();
