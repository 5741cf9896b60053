import { pageKeys } from "./page-keys.ts";
import { UarCopy } from "./uar-copy.ts";
import { UarImport } from "./uar-import.ts";

customElements.define("uar-copy", UarCopy);
customElements.define("uar-import", UarImport);

pageKeys();
